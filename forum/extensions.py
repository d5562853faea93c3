"""The extensions the application factory ties together. Nothing here knows a route or a rule."""

from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from forum.database import Base
from moderation import Moderation

bootstrap = Bootstrap5()
csrf = CSRFProtect()
db = SQLAlchemy(model_class=Base, disable_autonaming=True)
limiter = Limiter(get_remote_address)
login_manager = LoginManager()
migrate = Migrate()
moderation = Moderation()
