"""What a reader sees: blocks, charts, wording, and the HTML and PDF faces."""
