"""What people do with the exceptions inbox: look, try a fix, carry it out for one item or many."""
