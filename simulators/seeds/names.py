"""Words out of which the made-up contractor is put together."""

from typing import Final

FIRST: Final = (
    "Rosa", "Ben", "Ana", "Luis", "Grace", "Omar", "Tessa", "Hank", "Maria", "Jamal", "Ivy", "Carl", "Nina", "Pete",
    "Wanda", "Diego", "Ruth", "Sven", "Tia", "Walt", "Xenia", "Yusuf", "Zoe", "Abel", "Cora", "Dean", "Elsa", "Finn",
)  # fmt: skip
LAST: Final = (
    "Delgado", "Okafor", "Ruiz", "Hansen", "Whitfield", "Nakamura", "Brandt", "Castillo", "Doyle", "Escobar", "Farley",
    "Grant", "Huang", "Ibarra", "Jensen", "Kowalski", "Larsen", "Mendoza", "Novak", "Ortega", "Pratt", "Quinn", "Reyes",
    "Stone", "Tran", "Ueda", "Vargas", "Walsh", "Young", "Zamora",
)  # fmt: skip
OWNERS: Final = (
    "Riverside Health", "Bluestem County", "Northgate School District", "Harbor Logistics", "Prairie Credit Union",
    "Summit Hotels", "Cedar Valley Water", "Lakeshore University", "Union Transit", "Meridian Foods",
)  # fmt: skip
BUILDINGS: Final = (
    "Clinic", "Water Plant", "Elementary School", "Distribution Center", "Parking Structure", "Library", "Fire Station",
    "Lab Fit-Out", "Roof Replacement", "Tower Lobby", "Bridge Repair", "Cold Storage", "Depot", "Dormitory",
)  # fmt: skip
TRADES: Final = (
    ("Concrete", "03"), ("Masonry", "04"), ("Steel", "05"), ("Carpentry", "06"), ("Roofing", "07"), ("Glazing", "08"),
    ("Drywall", "09"), ("Plumbing", "22"), ("Mechanical", "23"), ("Electric", "26"), ("Earthwork", "31"),
    ("Paving", "32"), ("Supply", "06"),
)  # fmt: skip
FIRMS: Final = ("Acme", "Graybar", "Keystone", "Ironwood", "Redline", "Silver Creek", "Tri-County", "Vista", "Apex")
CLASSIFICATIONS: Final = ("Carpenter", "Laborer", "Electrician", "Operator", "Cement Mason", "Foreman")
CODES: Final = (
    ("01-310", "Project management"), ("01-500", "Temporary facilities"), ("02-410", "Demolition"),
    ("03-300", "Cast-in-place concrete"), ("03-350", "Concrete finishing"), ("04-220", "Unit masonry"),
    ("05-120", "Structural steel"), ("06-100", "Rough carpentry"), ("06-200", "Finish carpentry"),
    ("07-500", "Membrane roofing"), ("08-410", "Storefronts"), ("09-250", "Gypsum board"), ("09-900", "Painting"),
    ("22-100", "Plumbing piping"), ("23-300", "Ductwork"), ("26-050", "Branch wiring"), ("26-240", "Switchboards"),
    ("31-200", "Earth moving"), ("32-120", "Asphalt paving"), ("33-400", "Storm drainage"),
)  # fmt: skip
PLACES: Final = (
    ("Dallas", "TX", "75201", "America/Chicago"), ("Denver", "CO", "80202", "America/Denver"),
    ("Phoenix", "AZ", "85004", "America/Phoenix"), ("Columbus", "OH", "43215", "America/New_York"),
    ("Sacramento", "CA", "95814", "America/Los_Angeles"), ("Omaha", "NE", "68102", "America/Chicago"),
)  # fmt: skip
STREETS: Final = ("Main St", "Oak Ave", "Harbor Rd", "County Line Rd", "2nd St", "Industrial Pkwy", "Mill Rd")
NOTES: Final = (
    "Formwork for the east wall stripped.", "Rough-in inspected, no findings.", "Deliveries on time, yard full.",
    "Crew moved to the second floor.", "Layout checked by the surveyor.", "Punch list of the lobby begun.",
)  # fmt: skip
DELAYS: Final = ("Rain until 10:00", "Crane down for two hours", "Waiting for the inspector")
