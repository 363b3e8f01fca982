"""What each kind of posting needs, sends and is found by, one file per kind; ``of`` picks the kind."""
