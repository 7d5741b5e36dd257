"""An Article as text, Markdown, HTML, JSON-LD or a citation: one file a format, each a pure function of the article."""
