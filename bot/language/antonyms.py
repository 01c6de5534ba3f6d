"""Words of opposite meaning, which word vectors take for alike: "rose" and "fell"."""

from __future__ import annotations

from itertools import product

from index.language.terms import stem

_PAIRS = """
    accept:reject,refuse,decline; agree:disagree,refuse; approve:reject,disapprove,veto; admit:deny; affirm:deny; confirm:deny
    allow:ban,forbid,forbade,forbidden,prohibit,bar,prevent; permit:ban,forbid,prohibit; legal:illegal; lawful:unlawful
    increase:decrease,reduce,decline; raise:lower,cut,reduce; grow,grew,grown:shrink,shrank,shrunk; gain:lose,lost
    rise,rose,risen,rising:fall,fell,fallen,falling,drop,sink,sank,sunk; climb:fall,fell,fallen,drop,slip; expand:shrink,contract
    win,won,winning:lose,lost,losing; winner:loser; victory:defeat; beat,beaten:lose,lost; succeed:fail; success:failure
    open:close,shut; begin,began,begun:end,finish,stop,cease; start:end,finish,stop; launch:abandon; continue:stop,cease,halt
    support:oppose; supporter:opponent,critic; ally:enemy; friend:enemy; back:oppose; for:against; praise:criticise,criticize,condemn
    welcome:condemn,criticise,criticize; love:hate; like:dislike; trust:distrust; hope:fear; optimistic:pessimistic
    buy,bought:sell,sold; buyer:seller; lend,lent:borrow; pay,paid:owe; import:export; give,gave,given:take,took,taken,receive
    arrive:leave,left,depart; enter:leave,left,exit; arrival:departure; come,came:go,went,gone; advance:retreat,withdraw,withdrew
    attack:defend; invade:withdraw,withdrew; capture:release,free; arrest:release,free; convict:acquit; guilty:innocent
    build,built:demolish,destroy; create:destroy; repair:damage; save:waste,lose,lost; hire:fire,dismiss,sack; appoint:dismiss,sack
    join:leave,left,quit; include:exclude; add:remove; unite:divide; connect:separate; marry:divorce; remember:forget,forgot,forgotten
    hide,hid,hidden:reveal,show,disclose; find,found:lose,lost; keep,kept:abandon,drop; obey:disobey,break,broke; honour:break,broke
    more,most:fewer,less,least,fewest; many:few; much:little; high,higher,highest:low,lower,lowest; above,over:below,under
    large,larger,largest,big,bigger,biggest:small,smaller,smallest,little; long,longer,longest:short,shorter,shortest
    strong,stronger,strongest:weak,weaker,weakest; fast,faster,fastest,quick:slow,slower,slowest; rich,richer:poor,poorer
    good,better,best:bad,worse,worst; improve:worsen,deteriorate; new,newer,newest:old,older,oldest; young,younger:old,older
    early,earlier,earliest:late,later,latest; first:last; before:after; previous:next; past:future; ancient:modern
    hot,hotter:cold,colder; warm,warmer:cool,cooler; wet:dry; light:dark,heavy; full:empty; hard:soft,easy; easy,easier:difficult
    deep,deeper:shallow; near,nearer:far,farther; inside:outside; indoor:outdoor; internal:external; domestic:foreign; public:private
    north,northern:south,southern; east,eastern:west,western; left:right; up:down; top:bottom; upper:lower; front:rear
    alive,living:dead; live:die; birth:death; born:died; survive:die; healthy:sick,ill; safe:dangerous,unsafe; safer:riskier
    peace:war; peaceful:violent; calm:tense; open:secret; true:false,untrue; truth:lie; right:wrong; correct:incorrect,wrong
    possible:impossible; likely:unlikely; certain:uncertain; necessary:unnecessary; able:unable; willing:unwilling; fair:unfair
    happy:unhappy,sad; popular:unpopular; clear:unclear; stable:unstable; known:unknown; official:unofficial; formal:informal
    majority:minority; maximum:minimum; profit:loss; surplus:deficit; boom:recession; asset:liability; freedom:captivity
    always:never,sometimes; often:rarely,seldom; all:none; both:neither; everybody,everyone:nobody; everything:nothing
    husband:wife; father:mother; son:daughter; brother:sister; man,men:woman,women; boy:girl; king:queen; uncle:aunt; parent:child
    temporary:permanent; partial:complete,total; voluntary:compulsory; innocent:guilty; temporarily:permanently
"""


def _opposed() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.replace("\n", ";").split(";"):
        one, _, other = pair.strip().partition(":")
        for a, b in product(_keys(one), _keys(other)):
            if a != b:
                found.setdefault(a, set()).add(b)
                found.setdefault(b, set()).add(a)
    return {key: frozenset(others) for key, others in found.items()}


def _keys(words: str) -> list[str]:
    """The keys of words as `wording.Token` has them."""
    return ["#1" if word == "first" else stem(word) for word in words.split(",") if word]


OPPOSITES = _opposed()
"""Keys of words, each with those of its opposites."""
