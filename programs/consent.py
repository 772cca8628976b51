"""The consent text that a new programme starts with. HR reads it, adapts it, and it is theirs from then on."""

DEFAULT_DE = """\
Ich nehme freiwillig an diesem Programm teil. Ob ich teilnehme oder nicht, hat keinen Einfluss auf meine \
Beurteilung, meine Vergütung oder meine Laufbahn.

Was gespeichert wird: meine Angaben aus der Personalabteilung (Name, E-Mail-Adresse, Abteilung, Standort, \
Position, Ebene, Führungskraft, Sprachen), meine Angaben aus dieser Anmeldung, mein Tandem, die Termine unserer \
Treffen und ob sie stattfanden.

Wer was sieht: Die Programmleitung in der Personalabteilung sieht meine Anmeldung, mein Tandem und Termine, aber \
keine Inhalte. Wer mit mir ein Tandem bildet, sieht meinen Namen, meine Position, meine Themen und unsere \
Termine. Die Unternehmensleitung sieht nur zusammengefasste Zahlen, nie einzelne Personen.

Mein Tagebuch gehört mir. Ich entscheide bei jedem Eintrag, ob nur ich ihn lese oder wir beide. Die \
Personalabteilung, die Unternehmensleitung und die Systemadministration können Tagebücher nicht lesen. Antworten auf \
Reflexionsumfragen werden ohne meinen Namen gespeichert und nur für Gruppen gezeigt, die groß genug sind.

Ich kann jederzeit und ohne Angabe von Gründen aussteigen, auf der Seite des Programms oder über die neutrale \
Ansprechperson. Mir entstehen daraus keine Nachteile. Meine Einwilligung kann ich jederzeit für die Zukunft \
widerrufen. Unter „Datenschutz“ sehe ich, was über mich gespeichert ist, kann es mitnehmen und löschen lassen.
"""

DEFAULT_EN = """\
I take part in this programme voluntarily. Whether I take part or not has no influence on my appraisal, my pay \
or my career.

What is stored: what the personnel department holds about me (name, e-mail address, department, site, position, \
level, line manager, languages), what I enter when I sign up, my tandem, the dates of our meetings and whether \
they took place.

Who sees what: the programme's managers in the personnel department see my sign-up, my tandem and dates, but no \
content. The person I form a tandem with sees my name, my position, my topics and our dates. The company's \
leadership sees figures for groups only, never single people.

My journal is mine. With each entry I decide whether only I read it or both of us do. The personnel department, \
leadership and system administrators cannot read journals. Answers to reflection surveys are stored without my \
name and shown only for groups that are large enough.

I can leave at any time without giving a reason, on the programme's page or through the neutral contact. Leaving \
has no disadvantages for me. I can withdraw my consent for the future at any time. Under “Privacy” I see what is \
stored about me, can take it along and have it erased.
"""
