"""Which members make up the mixture: the presets, and nothing that depends on one file."""

from collections.abc import Sequence

from ml.ensemble.members.base import Member
from ml.ensemble.members.boosting import Boosting, CatBoost
from ml.ensemble.members.forest import ExtraTrees
from ml.ensemble.members.kernel import KernelLogistic
from ml.ensemble.members.network import SmallNetworks
from ml.ensemble.members.plain import PlainLogistic
from ml.ensemble.members.spline import SplineLogistic
from ml.ensemble.problems import TableProblem

FOLDS = {"standard": 5, "quick": 3}

STANDARD: tuple[Member, ...] = (
    PlainLogistic(),
    SplineLogistic(),
    KernelLogistic(),
    SmallNetworks(),
    ExtraTrees(),
    Boosting("small boosting", rounds=150),
    Boosting("large boosting", rounds=100, leaves=24),
    CatBoost(),
    CatBoost("deep catboost", rounds=800, rate=0.06, depth=6, ridge=3.0),
)

QUICK: tuple[Member, ...] = (
    PlainLogistic(),
    SplineLogistic(),
    KernelLogistic(components=100),
    SmallNetworks(count=1, epochs=15),
    ExtraTrees(trees=25),
    Boosting("small boosting", rounds=60, rate=0.1),
    Boosting("large boosting", rounds=60, rate=0.1, leaves=16),
    CatBoost(rounds=120, rate=0.1),
    CatBoost("deep catboost", rounds=150, rate=0.15, depth=6, ridge=3.0),
)


def members_of(preset: str, names: Sequence[str] | None) -> tuple[Member, ...]:
    """The recipes of a preset, or those of them that are named."""
    pools = {"standard": STANDARD, "quick": QUICK}
    if preset not in pools:
        raise TableProblem(
            "ml.presets.no_preset",
            preset=preset,
            names=", ".join(pools),
        )
    pool = {member.name: member for member in pools[preset]}
    if names is None:
        return tuple(pool.values())
    unknown = [name for name in names if name not in pool]
    if unknown or not names:
        raise TableProblem(
            "ml.presets.no_member",
            unknown=unknown,
            names=", ".join(pool),
        )
    return tuple(pool[name] for name in names)
