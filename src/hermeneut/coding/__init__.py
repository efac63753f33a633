"""People's coding: drawing samples, sheets and the terminal, disagreements, and what outlives them.

``drawing`` joins the study's tables with `hermeneut.validate.sampling`; ``sheets`` writes what
coders fill in and ``taking_in`` reads it; ``terminal`` asks on one's own machine; ``standing`` says
how far coding is and where coders differ; ``moving`` carries codings over to a text read anew;
``projects`` takes in what other programs for qualitative analysis made.
"""
