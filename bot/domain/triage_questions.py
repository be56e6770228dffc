"""What triage asks, as data, cheapest and most trustworthy signals first (domain §5); the rules: triage_rules.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Answers = Mapping[str, str]
"""The key of an answer by the key of its question; a question that is not there was not answered."""

DONT_KNOW = "dont_know"
"""The key of the answer that every question has."""


class Step(StrEnum):
    """The steps of triage, in their order (domain §5)."""

    FALSE_PAGE = "False page?"
    SERVING = "Serving"
    TIMING = "Timing"
    PREDICTIONS = "Prediction distribution"
    FEATURES = "Input features"
    IMPACT = "Impact map"
    QUALITY = "Quality SLO"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: what is recorded, and what people read (at most 75 characters)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    asks: its wording, at most 150 characters.
    why: why it is asked, in a sentence.
    evidence: where to look for the answer.
    options: its answers but for "don't know".
    """

    key: str
    step: Step
    asks: str
    why: str
    evidence: str
    options: tuple[Option, ...]

    @property
    def choices(self) -> tuple[Option, ...]:
        """All its answers, the last of which is "don't know"."""
        return (*self.options, Option(DONT_KNOW, "I don't know (yet)"))

    def label(self, answer: str) -> str:
        """What people read for that answer; the answer itself where the question does not have it."""
        return next((option.label for option in self.choices if option.key == answer), answer)


def _options(**labels: str) -> tuple[Option, ...]:
    return tuple(Option(key, label) for key, label in labels.items())


QUESTIONS: tuple[Question, ...] = (
    Question(
        "signal",
        Step.FALSE_PAGE,
        "What raised the alarm?",
        "It decides which of the next questions can explain it away.",
        "The page, the alert or the message that began this.",
        _options(
            drift="A drift measure of inputs or predictions, such as PSI",
            quality="A quality measure that needs labels, such as AUC or precision",
            business="A business figure, such as conversion",
            requests="Latency, errors or timeouts of requests",
            output="Harmful, manipulated or odd output of a language model",
            segment="A fairness measure, or the figures of one group of people",
            personal_data="Personal or governed data where it does not belong",
            job="A training, promotion or ETL job that failed",
            people="Somebody noticed wrong predictions, no detector did",
        ),
    ),
    Question(
        "detector_changed",
        Step.FALSE_PAGE,
        "Did the detector itself change shortly before it paged?",
        "A new threshold, a re-baselined window or a redeployed monitor pages though nothing else moved.",
        "The monitor's change log: threshold, reference window, version, deploys.",
        _options(yes="Yes, its threshold, window or version", no="No"),
    ),
    Question(
        "old_detector",
        Step.FALSE_PAGE,
        "Would the detector as it was before have paged on the same data?",
        "If the old one stays silent, the detector moved and not the system.",
        "Evaluate the old threshold and the old reference window on today's data.",
        _options(yes="Yes, it would have paged, too", no="No, it stays silent"),
    ),
    Question(
        "labels",
        Step.FALSE_PAGE,
        "Have the true outcomes (labels) of this window arrived?",
        "Quality that is computed before the labels are in looks like a drop.",
        "The share of predictions in the window that have a label, against the usual share at that age.",
        _options(
            complete="Yes, as complete as usual",
            incomplete="No, fewer than usual",
            not_needed="The figure needs no labels",
        ),
    ),
    Question(
        "cold_start",
        Step.FALSE_PAGE,
        "Did instances start or scale just before, and is it easing as they warm up?",
        "Cold caches and lazily loaded models are slow or odd for some minutes, and then are not.",
        "Scaling events and restarts beside the metric that paged.",
        _options(yes="Yes, and it is easing", no="No"),
    ),
    Question(
        "seasonality",
        Step.FALSE_PAGE,
        "Is this the usual swing of such a day: weekend, month end, holiday?",
        "A comparison of Sunday with Friday shows drift where there is none.",
        "The same figure a week, a month and a year ago.",
        _options(yes="Yes, earlier periods show the same", no="No, this is new"),
    ),
    Question(
        "errors",
        Step.SERVING,
        "Are requests failing?",
        "The request path is ruled out first: it is quick to see and often the cause.",
        "The rate of 5xx, timeouts and refused requests, against an hour before.",
        _options(down="All or nearly all fail", some="More than usual fail", normal="No more than usual"),
    ),
    Question(
        "latency",
        Step.SERVING,
        "How does latency look, the median (p50) and the slowest hundredth (p99)?",
        "The mean hides both: p50 and p99 up means everything is slow, p99 alone means a part is.",
        "p50 and p99 of the endpoint, each against the same hour yesterday.",
        _options(both_up="p50 and p99 are up", tail_up="Only p99 is up", normal="Both as usual"),
    ),
    Question(
        "time_spent",
        Step.SERVING,
        "Where do slow requests spend their time?",
        "Queueing asks for capacity, computing for smaller inputs or another version, waiting for a fallback.",
        "A trace of a slow request: queue time, compute time, calls to others.",
        _options(
            queue="In the queue, before work begins",
            compute="In computing",
            dependency="Waiting for a feature store, a service or a vendor",
        ),
    ),
    Question(
        "saturation",
        Step.SERVING,
        "Is something full, or do replicas come and go?",
        "Saturation, out-of-memory restarts and a thrashing autoscaler look like a bad model and are not.",
        "CPU, GPU, memory and queue length; restarts and scaling events.",
        _options(yes="Yes", no="No"),
    ),
    Question(
        "dependency",
        Step.SERVING,
        "Does something fail that the model calls or reads from?",
        "Then its outage is handled first, with cached features, defaults or a fallback.",
        "Fetch failures and p95 of the feature store; status pages of vendors.",
        _options(feature_store="The feature store", vendor="A vendor or upstream service", none="No"),
    ),
    Question(
        "onset",
        Step.TIMING,
        "Did it begin at once or bit by bit?",
        "A sudden beginning points to a deploy or a broken input, a gradual one to drift.",
        "The metric over the last two weeks, not the last two hours.",
        _options(sudden="At once, within minutes or an hour", gradual="Bit by bit, over days"),
    ),
    Question(
        "change",
        Step.TIMING,
        "What changed at the time it began? Choose the last change before it.",
        "Where nothing of yours changed, the world did, and the inputs show it.",
        "Deploys, pipeline runs, flags and configuration on one time axis with the metric.",
        _options(
            model="The model: version, retraining, prompt, threshold",
            pipeline="Features: pipeline, schema, normalisation, source",
            infrastructure="Serving: machines, scaling, runtime, network",
            world="The world: campaign, holiday, market, news",
            nothing="Nothing that anybody can find",
        ),
    ),
    Question(
        "artefact",
        Step.TIMING,
        "Is the model's artefact sound, and did its training run to the end on whole data?",
        "A corrupted or half-trained artefact explains everything after it.",
        "The checksum against the registry, the training job's log, row counts of its data.",
        _options(sound="Sound", broken="Corrupted, incomplete or trained on bad data"),
    ),
    Question(
        "predictions",
        Step.PREDICTIONS,
        "Are predictions distributed as in the same period last week and last month?",
        "It shows without labels whether the model answers differently.",
        "Histogram or PSI of the scores, the share of each class, both comparisons.",
        _options(moved="No, they moved", same="Yes, about the same"),
    ),
    Question(
        "features",
        Step.FEATURES,
        "Which input features moved?",
        "One feature points to one source, all of them to the schema or the pipeline, none to the model.",
        "PSI per feature (over 0.2 is drift), share of nulls, unseen categories; by segment, too.",
        _options(one="One or a few", all="Most or all", none="None"),
    ),
    Question(
        "feature_fault",
        Step.FEATURES,
        "Are their values broken, or plausible and only distributed differently?",
        "Broken values are a defect to be fixed; plausible ones may be the world.",
        "Nulls where there were none, unseen categories, another unit or scale, constants.",
        _options(broken="Broken: nulls, unseen categories, wrong scale", shifted="Plausible, only different"),
    ),
    Question(
        "measurement",
        Step.FEATURES,
        "Could the shift come from how it is measured?",
        "Late records, small samples and batch-online differences are ruled out before a shift is believed.",
        "Arrival times and backfills, the sample's size, online values against the batch's for the same keys.",
        _options(
            late="Records are late or backfilled",
            sample="The sample is small or noisy",
            skew="Batch and online values differ",
            no="No, the measurement holds",
        ),
    ),
    Question(
        "impact",
        Step.IMPACT,
        "Which users are hit?",
        "Everyone or a slice decides how severe it is, and a slice narrows down the cause.",
        "The figure split by geography, tier, device and endpoint; support tickets.",
        _options(everyone="Everyone", slice="A slice: a country, a tier, a device", nobody="Nobody yet"),
    ),
    Question(
        "harm",
        Step.IMPACT,
        "Does the output do harm? Choose the first that fits.",
        "Unsafe or legally risky output is SEV1 and has a playbook of its own.",
        "Reported outputs with their inputs and retrieved context; keep them before anything is purged.",
        _options(
            personal_data="It shows personal or governed data",
            injected="Planted text steers the model (prompt injection)",
            unfair="It treats a protected group worse",
            unsafe="It is toxic, dangerous or illegal",
            none="No",
        ),
    ),
    Question(
        "workaround",
        Step.IMPACT,
        "Is there a workaround that users can live with?",
        "It buys time and may lower the severity.",
        "Fallback rules, the former version, a manual path.",
        _options(yes="Yes", no="No"),
    ),
    Question(
        "quality_slo",
        Step.QUALITY,
        "Is the model's quality still within its objective (SLO)?",
        "Within it, drift is watched and not acted upon by reflex; a breach raises the severity.",
        "AUC, precision, error or calibration against the objective, in the window of the alarm.",
        _options(intact="Yes, within", breached="No, breached"),
    ),
    Question(
        "label_mix",
        Step.QUALITY,
        "Has the mix of true outcomes itself moved, such as twice the fraud?",
        "Then the base rate moved, and a new threshold or prior may do without retraining.",
        "The share of each label, against last week and last month.",
        _options(yes="Yes", no="No"),
    ),
)

BY_KEY: dict[str, Question] = {question.key: question for question in QUESTIONS}


def given(answers: Answers) -> dict[str, str]:
    """What was answered, in the order of the questions, without keys and values that the catalogue lacks."""
    return {
        question.key: answers[question.key]
        for question in QUESTIONS
        if answers.get(question.key) in {option.key for option in question.choices}
    }
