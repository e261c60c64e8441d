"""The exercise catalogue as data files, free of any database: read them, and read free-exercise-db's JSON.

`exercises/*.toml`, `equipment.toml` and `muscle_groups.toml` are meant to be edited and reviewed by people;
`exercises.schema.json` and `terms.schema.json` let an editor check them while typing.
"""

from trackerdb.catalogue.load import read, read_folder
from trackerdb.catalogue.model import Catalogue, CatalogueExercise, CatalogueTerm, compact

__all__ = [
    "Catalogue",
    "CatalogueExercise",
    "CatalogueTerm",
    "compact",
    "read",
    "read_folder",
]
