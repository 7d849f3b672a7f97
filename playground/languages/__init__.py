"""The languages of the site: where their words stand, how they are gathered and compiled, and who is answered in which."""
