"""Topics that most programmes have, for HR to add with one click and then make their own."""

from programs.enums import TopicKind

_LEARN = (
    ("Künstliche Intelligenz im Alltag", "Artificial intelligence in everyday work"),
    ("Digitale Zusammenarbeit", "Digital collaboration"),
    ("Social Media", "Social media"),
    ("Onlinemarketing", "Online marketing"),
    ("Datenkompetenz", "Working with data"),
    ("Arbeitsorganisation", "Organising work"),
    ("Führungsverhalten", "Leadership behaviour"),
    ("Neue Geschäftsmodelle", "New business models"),
    ("Nachhaltigkeit", "Sustainability"),
    ("Recruitingmethoden", "Ways of recruiting"),
    ("Vielfalt und Inklusion", "Diversity and inclusion"),
    ("Perspektive der jungen Generation", "The young generation's perspective"),
)
_EXCHANGE = (
    ("Führungserfahrung", "Experience in leading"),
    ("Karriereplanung", "Career planning"),
    ("Strategie und Entscheidungen", "Strategy and decisions"),
    ("Unternehmensnetzwerk", "Network within the company"),
    ("Verhandlung", "Negotiating"),
)
USUAL_TOPICS = [(TopicKind.LEARN, *names) for names in _LEARN] + [(TopicKind.EXCHANGE, *names) for names in _EXCHANGE]
