"""What marks a title or a name in running text: used by reading, by mentions and by collecting.

`title_marks` finds a title in a text and says how sure each place is; `headline_mark` reads a
headline; `names_in` finds the people of a work.
"""

from .kinds import SUBJECTS
from .names import Name, names_in
from .titles import TitleCue, digest, headline_mark, title_marks

__all__ = ["SUBJECTS", "Name", "TitleCue", "digest", "headline_mark", "names_in", "title_marks"]
