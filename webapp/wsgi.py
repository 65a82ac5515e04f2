"""What the production server loads: the portal with settings from the environment."""

from webapp import create_app
from webapp.settings import from_env

app = create_app(from_env())
