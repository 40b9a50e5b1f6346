"""The controlled vocabulary as data: kinds, outcomes, topics, synonyms, municipalities."""
