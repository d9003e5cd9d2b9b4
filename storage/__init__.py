"""Where everything is kept: SQLAlchemy on SQLite or PostgreSQL; knows neither bot nor scoring."""
