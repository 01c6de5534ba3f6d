"""What looks after the program itself: the doctor, and the evaluation of answers."""
