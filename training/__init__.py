"""How the judge of `articlegrab/story` is taught: `python -m training`.

The corpus and the project's own fixtures become labelled passages (`pages`, `labels`), their words weights (`lexicon`),
two ensembles of trees are fitted fold by fold over sites (`fit`) and measured on the sites left out (`evaluate`). Needs
the extra `training`. Pages without a gold text are labelled by what people who read them chose (`readings`).
"""
