"""The picture a chat app shows beside a link: 1200×630, the run's map and curves in the page's own colours.

Drawn by a trainer, never by a view. Its words are English: a picture is drawn once for everybody, and no font of ours has 汉字;
the title and description beside it are in the reader's language.
"""
