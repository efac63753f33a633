"""Pages visited: who is asked when, by what manners, and what becomes of each."""
