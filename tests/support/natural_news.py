"""Nine invented articles, of whose news people ask in other words."""

from __future__ import annotations

from typing import NamedTuple


class Report(NamedTuple):
    """An article; its paragraphs are wrapped here, and a line each in its file."""

    title: str
    day: str
    body: str

    @property
    def text(self) -> str:
        paragraphs = [" ".join(part.split()) for part in self.body.strip().split("\n\n")]
        top = f"{self.title}\nPublisher: Northern Wire\nDate: {self.day}\n\n"
        return top + "\n\n".join(paragraphs) + "\n"


FIRE = Report(
    "Night fire destroys fish market in Calder Quay",
    "2025-03-14",
    """
CALDER QUAY, March 14 (Northern Wire) - Nine people died when a fire tore through the fish market
on the harbour of Calder Quay early on Friday.

The flames broke out shortly after two in the morning and were brought under control by breakfast.
Six of the dead were porters who had been unloading crates, and three worked for the ice factory
next door. Some forty others were treated for burns and smoke, most of them at St Brannoc's
Hospital.

"A battery charger overheated and set light to a stack of pallets," fire chief Marta Ostrander told
reporters at the quay. Sprinklers had been switched off for repairs since January, she added.

The market, built in 1911, has the largest auction hall on the coast. Thirty boats were moved to
the outer basin before the heat could reach them.

Ewan Fennimore, whose family has sold cod there for four generations, said he had lost everything
in an hour. "I stood on the breakwater and watched my stall go," he said.

The council ordered flags to be flown at half-mast until Sunday. The auctions are to be held in a
tent on the south pier from Tuesday.
""",
)
ALTARPIECE = Report(
    "Lost altarpiece goes on show in Tarrowby after thirty years",
    "2024-11-08",
    """
TARROWBY, Nov 8 (Northern Wire) - A painted altarpiece that vanished from a chapel in 1993 went on
display at the Tarrowby Museum on Friday.

The three oak panels came to light last spring in the attic of a retired dentist, behind a water
tank. "We had given up hope of ever seeing it again," the museum's director, Oriel Vantongeren,
said at the opening. She would not put a price on the work, but called it the finest thing in the
building.

The dentist's niece, Paulina Greaves, had sent the curators a photograph, thinking that the panels
were copies. Restorers spent five months removing soot and candle wax from the faces of the saints.
Detectives never charged anyone with the theft, and the case was closed in 2009.

"It should have come home to the chapel," said Tomas Aldergate, the priest of St Ennoch's, who was
not invited to the ceremony.

Visitors queued along the river from seven in the morning. Admission is free until Christmas, and
six crowns after that.
""",
)
SHOOTING = Report(
    "Two killed in shooting at bus depot in Pellworth",
    "2025-06-03",
    """
PELLWORTH, June 3 (Northern Wire) - Two mechanics were shot dead and a third was wounded at the
Millgate bus depot in Pellworth on Tuesday morning.

"The attacker came in through the wash bay and opened fire without a word," police chief Desmond
Karlsby told a news conference. The man ran towards the canal and gave himself up on the towpath
forty minutes later. Officers identified him as Ruben Tasker, 41, a driver who was dismissed in
April.

His former supervisor, Sylvie Marchetti, described Tasker as quiet and always punctual. "He never
forgave us for letting him go," she added.

The victims were Owen Bratley, 29, and Carl Sunder, 53. The wounded man, an apprentice of 19, is in
a stable condition at the city infirmary. A hunting rifle was recovered from the water, Karlsby
said.

Bratley's parents asked reporters to keep away from their house. "Owen was the kindest of sons,"
they said in a statement released concerning Bratley's death.

Buses on eleven routes were suspended until the evening. The transport union called a day of
mourning for Friday.
""",
)
BARRAGE = Report(
    "Ravenmoor drops plan for tidal barrage across Sallow Bay",
    "2025-02-20",
    """
RAVENMOOR, Feb 20 (Northern Wire) - The government of Ravenmoor on Thursday abandoned its plan for
a tidal barrage across Sallow Bay, which was to have powered 90,000 homes.

"We cannot ask families to pay for something that may never turn a profit," energy minister Lukas
Hemmerich told parliament. The estimate had risen from 1.2 billion to 3.4 billion crowns in four
years.

Ines Caldwell, who leads the opposition, was scathing. "Four years of surveys have gone down the
drain," she said.

On the shore the mood was different. "The eels will thank them, and so will our grandchildren,"
said Bram Oakshott, chairman of the anglers' federation. A smaller weir, further upstream, was
considered acceptable by the federation's members in a vote last autumn.

What happens to the turbines?

Two that had already been cast are to be sold to a shipyard in Norholm. The crane that was hired to
lift them went back to its owner in January.

Who will pay the engineers?

The contract ends in June. Seventy of them work in the harbour office, and most have rented houses
in the village.
""",
)
INTERVIEW = Report(
    "The lawyer who turned to bread: an interview with Liv Sandoval",
    "2025-01-19",
    """
Liv Sandoval spent eleven years in the courts of Ostrey before she opened a bakery in a former
tram shed. Our reporter Jonas Whitlow met her between two batches.

Jonas Whitlow: Why did you leave the law?

Liv Sandoval: I was sick of winning cases for people who did not deserve to win them.

Jonas Whitlow: How many loaves do you sell in a week?

Liv Sandoval: About four thousand, and twice as many before Easter.

Jonas Whitlow: What did the tram shed cost you?

Liv Sandoval: That stays between me and the bank.

Jonas Whitlow: Do you plan to open a second shop?

Liv Sandoval: No, one oven is enough trouble for me.

Jonas Whitlow: Who taught you to bake?

Liv Sandoval: My grandfather did, on a ship in the northern fleet. He weighed nothing and timed
everything by songs.
""",
)
JOBS = Report(
    "Velmark's unemployment falls again as builders hire",
    "2025-08-12",
    """
VELMARK, Aug 12 (Northern Wire) - Unemployment in Velmark fell to 4.6 per cent in July, the
statistics office said on Tuesday.

The rate had stood at 4.9 per cent in June. Some 118,000 people were looking for work at the end of
July, the fewest in six years.

Builders took on 5,200 workers over the month, more than any other trade. Hotels shed staff for the
third time in a row, after a wet start to the season.

"Firms are hiring because orders are coming back from abroad," the office's chief economist, Greta
Halloran, said. Average pay rose by 3.1 per cent on the year, she said, ahead of prices.

Economists had expected the rate to stay where it was. The central bank left its interest rate at
2.5 per cent last week.

The figures for August are to be published on 11 September.
""",
)
MARATHON = Report(
    "Eklund wins Harrow Marathon in the rain",
    "2025-05-18",
    """
HARROW, May 18 (Northern Wire) - Runa Eklund, a postwoman of 33, came first in the Harrow Marathon
on Sunday in two hours, 29 minutes and 14 seconds.

She overtook the favourite, Chidi Armitage, on the last climb before the cathedral. Armitage
finished 40 seconds behind, limping from a cramp in her left calf.

"I only wanted to be warm again," Eklund said at the finish in Castle Square. It was her first race
over the full distance.

Rain fell from start to end, and the wind took down two of the arches. More than 9,000 runners set
out, and some 600 gave up along the river.

The organisers had thought of calling the race off on Saturday night. "Safety came first, and the
storm turned north," race director Felix Onslow said.

The men's race went to Mattias Quill, who trains in the hills above Tarrowby.
""",
)
GELMOUTH_2019 = Report(
    "Gelmouth opens its new sea wall",
    "2019-04-12",
    """
GELMOUTH, April 12 (Northern Wire) - Gelmouth opened a sea wall of two kilometres on Friday, six
years after a storm put half of the old town under water.

The mayor of Gelmouth, Rosalind Tewe, cut a ribbon of knotted rope. "Tonight we can sleep through
the wind," she told a crowd on the promenade.

Harbour master Piers Wendle said that the gates could be shut within nine minutes. They have been
tested eleven times since the winter, he added.

The wall cost 48 million crowns, two thirds of which came from the state. Its top is wide enough
for a footpath and a row of benches.

Not everybody was pleased. Shopkeepers on Fore Street complained that they had lost their view, and
some had hung black cloth in their windows.

Schools were closed for the day, and a brass band played until dusk.
""",
)
GELMOUTH_2024 = Report(
    "Gelmouth bans cruise ships at weekends",
    "2024-07-03",
    """
GELMOUTH, July 3 (Northern Wire) - Cruise ships may no longer call at Gelmouth on Saturdays and
Sundays, its council decided on Wednesday.

"People should be able to buy a loaf without queuing behind three thousand visitors," the mayor of
Gelmouth, Anton Birk, told the council before the vote. It passed by 19 votes to 8.

Harbour master Noor Jamison said she expected about sixty ships a year to go elsewhere. Their dues
made up a fifth of the port's income last year, she added.

Cafe owners on the promenade said they would go to court. Their association speaks for 140
businesses, from ice-cream stalls to hotels.

The ban takes effect in October. Ships that have booked a berth already may still come.

A similar rule in Osterby halved the number of day trippers within two summers.
""",
)
REPORTS = {
    "fire.txt": FIRE,
    "altarpiece.txt": ALTARPIECE,
    "shooting.txt": SHOOTING,
    "barrage.txt": BARRAGE,
    "interview.txt": INTERVIEW,
    "jobs.txt": JOBS,
    "marathon.txt": MARATHON,
    "gelmouth-2019.txt": GELMOUTH_2019,
    "gelmouth-2024.txt": GELMOUTH_2024,
}
