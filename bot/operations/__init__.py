"""For whoever runs the program: the doctor, and evaluation."""
