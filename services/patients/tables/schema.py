from sqlalchemy import MetaData

from shared.data.tables import CONVENTION

metadata = MetaData(naming_convention=CONVENTION)
