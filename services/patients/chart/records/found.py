"""Search terms of records."""

from services.patients.index.found import Found
from services.patients.index.terms import word_terms
from services.patients.tables.chart import records

FOUND = Found("record", records, ("diagnosis", "symptoms", "treatment", "notes"), word_terms, grows=True)
