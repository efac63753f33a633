"""Check by simulation that intervals of agreement and of the machine's quality hold what they say.

    python bench/checking.py [--draws 250]

Two coders err in so many of so many units; a machine is wrong in so many, and people code a sample
of what it accepted and of what it rejected. Printed: how often the 95 % interval holds the truth,
and its mean width.
"""

import argparse
from typing import Any

import numpy as np

from hermeneut.validate import quality as measuring
from hermeneut.validate.agreement import agreement
from hermeneut.validate.calibration import calibration
from hermeneut.validate.frame import Frame
from hermeneut.validate.quality import Checked, quality
from hermeneut.validate.ratings import Ratings

# units, share of the label, wrongly given, wrongly withheld, coded of accepted, of rejected
MACHINES = (
    (200, 0.40, 0.15, 0.20, 200, 200),
    (1000, 0.05, 0.03, 0.20, 50, 50),
    (1000, 0.05, 0.03, 0.20, 50, 200),
    (2000, 0.30, 0.03, 0.04, 100, 100),
    (2000, 0.40, 0.10, 0.10, 60, 150),
)


def coders(draws: int) -> None:
    """Print how often intervals of alpha hold the alpha of coders who err by chance."""
    for units in (50, 100, 300):
        for share in (0.1, 0.4):
            for error in (0.03, 0.1):
                seen = share + error - 2 * share * error
                truth = 1 - error * (1 - error) / (seen * (1 - seen))
                found = [agreed(units, share, error, draw) for draw in range(draws)]
                known = [one for one in found if one.known]
                inside = np.mean([one.low <= truth <= one.high for one in known])
                width = np.mean([one.width for one in known])
                print(
                    f"alpha {truth:.2f}, {units} units, share {share}, error {error}: {inside:.1%},"
                    f" width {width:.2f}; no disagreement seen in {draws - len(known)}"
                )


def agreed(units: int, share: float, error: float, draw: int) -> Any:
    """Let two coders code, and measure how far they agree."""
    chance = np.random.default_rng((units, int(share * 100), int(error * 100), draw))
    truth = chance.random(units) < share
    wrong = chance.random((units, 2)) < error
    return agreement(Ratings((truth[:, None] ^ wrong).astype(int), (0, 1)), resamples=400)


def machines(draws: int) -> None:
    """Print how often intervals of a machine's quality hold what it is."""
    measuring.DRAWS = 1000  # ends move by a fiftieth of the width
    for machine in MACHINES:
        units, share, given, withheld, accepted, rejected = machine
        precision = share * (1 - withheld) / (share * (1 - withheld) + (1 - share) * given)
        truth = {
            "precision": precision,
            "recall": 1 - withheld,
            "f1": 2 * precision * (1 - withheld) / (precision + 1 - withheld),
        }
        found = [sampled(*machine, draw) for draw in range(draws)]
        told = []
        for name, value in truth.items():
            all_of = [getattr(one.labels["yes"], name) for one in found]
            inside = np.mean([one.low <= value <= one.high for one in all_of])
            told.append(f"{name} {inside:.1%} width {np.mean([o.width for o in all_of]):.2f}")
        right = share * (1 - withheld) + (1 - share) * (1 - given)
        inside = np.mean([one.accuracy.low <= right <= one.accuracy.high for one in found])
        print(
            f"{units} units, share {share}, wrong {given} {withheld}, coded {accepted} {rejected}:"
            f" {', '.join(told)}, accuracy {inside:.1%}"
        )


def sampled(
    units: int, share: float, given: float, withheld: float, accepted: int, rejected: int, draw: int
) -> Any:
    """Let the machine label and people code a sample, and measure how well it does."""
    chance = np.random.default_rng(draw)
    truth = chance.random(units) < share
    label = np.where(truth, chance.random(units) > withheld, chance.random(units) < given)
    coded, probability = np.full(units, None, object), np.ones(units)
    for value, most in ((True, accepted), (False, rejected)):
        same = np.flatnonzero(label == value)
        drawn = chance.choice(same, min(most, len(same)), replace=False)
        probability[same] = len(drawn) / max(len(same), 1)
        coded[drawn] = np.where(truth[drawn], "yes", "no")
    machine = np.where(label, "yes", "no").tolist()
    return quality(
        Checked.of(machine, coded.tolist(), probability=probability, labels=["no", "yes"])
    )


def scores(draws: int) -> None:
    """Print how often intervals of the calibration error hold it."""
    for units in (100, 300):
        for sure in (1.0, 0.7, 0.2):
            truth, found = (1 - sure) / 4, []
            for draw in range(draws):
                chance = np.random.default_rng((units, draw))
                score = chance.random(units)
                said = (chance.random(units) < 0.5 + sure * (score - 0.5)) * 1.0
                found.append(calibration(Frame.of(score, said)))
            inside = np.mean([one.low <= truth <= one.high for one in found])
            value = np.mean([one.value for one in found])
            print(f"calibration error {truth:.3f}, {units} units: {inside:.1%}, mean {value:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=250)
    draws = parser.parse_args().draws
    coders(draws)
    machines(draws)
    scores(draws)


if __name__ == "__main__":
    main()
