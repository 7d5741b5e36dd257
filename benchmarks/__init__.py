"""Figures of articlegrab beside its peers; development only, not part of the package."""
