"""The stage's fixtures, for every test of the screens."""

from tests.screens.stage import clock as clock
from tests.screens.stage import same_every_time as same_every_time
