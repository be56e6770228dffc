"""What follows from which answers of triage, as tables (domain §5, §10); docs/triage.md shows the same tables."""

from __future__ import annotations

from bot.domain.severity import Surface
from bot.domain.triage_rule import (
    Drift,
    DriftRule,
    Early,
    Evidence,
    FalsePage,
    FalsePageRule,
    Finding,
    PlaybookKey,
    PlaybookRule,
    Rule,
    Skip,
)


def _skips(says: str, when: str, *questions: str) -> tuple[Skip, ...]:
    return tuple(Skip(when, says, question) for question in questions)


_ALIBI = "false_page!=none"
_REQUESTS = ("signal=requests", "latency=both_up|tail_up", "errors=down|some")
_WHOLE = ("features", "feature_fault", "measurement")

SKIPS: tuple[Skip, ...] = (
    *_skips("No detector raised it.", "signal=people|job", "detector_changed"),
    *_skips("The detector did not change, as far as is known.", "detector_changed=no|?", "old_detector"),
    *_skips("This alarm needs no labels.", "signal=drift|requests|output|personal_data|job", "labels"),
    *_skips("A cold start does not do this.", "signal=output|segment|personal_data|job", "cold_start"),
    *_skips("The calendar does not do this.", "signal=requests|output|personal_data|job", "seasonality"),
    *_skips("One explanation is enough.", _ALIBI, "labels", "cold_start", "seasonality"),
    *_skips("Nothing arrives that could be slow.", "errors=down", "latency", "time_spent"),
    *_skips("Requests are as fast as usual.", "latency=normal", "time_spent"),
    *_skips("Requests are well.", "errors=normal, latency=normal", "time_spent", "saturation", "dependency"),
    *_skips("A false page needs no cause.", _ALIBI, "time_spent", "saturation", "dependency", "onset"),
    *_skips("A false page needs no cause.", _ALIBI, "change", "artefact", "predictions", *_WHOLE),
    *_skips("A false page needs no workaround.", _ALIBI, "workaround"),
    *_skips("Neither the model nor its training is suspected.", "change!=model, signal!=job", "artefact"),
    *_skips("Serving comes first.", "errors=down|some", "predictions", *_WHOLE, "label_mix"),
    *_skips("Serving comes first.", "latency=both_up|tail_up", "predictions", *_WHOLE, "label_mix"),
    *_skips("A broken artefact explains it.", "artefact=broken", "predictions", *_WHOLE, "label_mix"),
    *_skips(
        "Distributions do not show it.", "signal=output|personal_data", "predictions", *_WHOLE, "label_mix"
    ),
    *_skips("No feature moved.", "features=none", "feature_fault", "measurement"),
    *_skips("Broken values are no matter of measuring.", "feature_fault=broken", "measurement"),
    *_skips("Nothing is answered that could do harm.", "errors=down", "harm", "quality_slo"),
    *_skips("This alarm is not about outputs.", "signal=requests|job", "harm"),
    *_skips("The alarm says so already.", "signal=personal_data", "harm"),
    *_skips("Nobody needs one.", "impact=nobody", "workaround"),
    *_skips("Without labels nobody can tell.", "labels=incomplete", "quality_slo", "label_mix"),
    *_skips("Only a breach asks for it.", "quality_slo!=breached", "label_mix"),
)

EARLY: tuple[Early, ...] = (
    Early(
        "signal=output|segment|people",
        "Whether the output does harm decides the severity, and nobody waits for that.",
        "harm",
    ),
)

EXPLANATIONS: tuple[FalsePageRule, ...] = (
    FalsePageRule(
        "detector_changed=yes, old_detector!=yes",
        "The detector changed before it paged.",
        FalsePage.DETECTOR_MOVED,
    ),
    FalsePageRule("labels=incomplete", "Labels are missing, which reads as a drop.", FalsePage.LABEL_LAG),
    FalsePageRule(
        "cold_start=yes", "Instances were cold, and it eases as they warm up.", FalsePage.COLD_START
    ),
    FalsePageRule("seasonality=yes", "Earlier periods show the same swing.", FalsePage.SEASONALITY),
)


def _objections(says: str, when: str, *but: FalsePage) -> tuple[FalsePageRule, ...]:
    return tuple(FalsePageRule(when, says, kind) for kind in FalsePage if kind not in (*but, FalsePage.NONE))


OBJECTIONS: tuple[FalsePageRule, ...] = (
    *_objections("users are hit", "impact=everyone|slice"),
    *_objections("the output does harm", "harm=personal_data|injected|unfair|unsafe"),
    *_objections("nearly all requests fail", "errors=down"),
    *_objections("requests fail", "errors=some", FalsePage.COLD_START),
    *_objections("requests are slow", "latency=both_up|tail_up", FalsePage.COLD_START),
    *_objections("a dependency fails", "dependency=feature_store|vendor"),
    *_objections("input values are broken", "feature_fault=broken"),
    *_objections("the artefact is broken", "artefact=broken"),
    *_objections("the quality SLO is breached", "quality_slo=breached", FalsePage.LABEL_LAG),
    FalsePageRule("features=one|all", "inputs moved, which needs no labels to be seen", FalsePage.LABEL_LAG),
)

FALSE_PAGE_CHECKS: tuple[Rule, ...] = (
    Rule("errors=normal, latency=normal|tail_up", "Requests are well."),
    Rule("impact=nobody", "Nobody is hit."),
    Rule("quality_slo=intact", "Quality is within its SLO."),
    Rule("old_detector=no", "The detector as it was stays silent."),
)

_S, _D, _M = Surface.SERVING, Surface.DATA, Surface.MODEL
_SEEN, _HINT = Evidence.DIRECT, Evidence.INDICATION

FINDINGS: tuple[Finding, ...] = (
    Finding("errors=down", "All or nearly all requests fail.", _S, _SEEN),
    Finding("errors=some", "More requests fail than usual.", _S, _SEEN),
    Finding("latency=both_up", "All requests are slower.", _S, _SEEN),
    Finding("latency=tail_up", "The slowest requests are slower.", _S, _SEEN),
    Finding("dependency=feature_store", "The feature store fails.", _S, _SEEN),
    Finding("dependency=vendor", "A vendor or an upstream service fails.", _S, _SEEN),
    Finding("time_spent=queue|compute|dependency", "It is known where requests lose time.", _S, _HINT),
    Finding("saturation=yes", "Something is full, or replicas come and go.", _S, _HINT),
    Finding("change=infrastructure", "Serving changed when it began.", _S, _HINT),
    Finding("features=one, measurement!=sample", "One or a few features moved: one source.", _D, _SEEN),
    Finding("features=all, measurement!=sample", "All features moved: schema or pipeline.", _D, _SEEN),
    Finding("features=one|all, measurement=sample", "Features moved in a small or noisy sample.", _D, _HINT),
    Finding("feature_fault=broken", "Input values are broken.", _D, _SEEN),
    Finding("feature_fault=shifted", "Input values are plausible and distributed differently.", _D, _HINT),
    Finding("measurement=late", "Records are late or backfilled.", _D, _SEEN),
    Finding("measurement=skew", "Batch and online values differ.", _D, _SEEN),
    Finding("change=pipeline", "The feature pipeline changed when it began.", _D, _HINT),
    Finding("change=world, features!=none", "The world changed when it began.", _D, _HINT),
    Finding("change=nothing, features!=none", "Nothing of ours changed, so the world did.", _D, _HINT),
    Finding("onset=gradual, features!=none", "It began bit by bit, as drift does.", _D, _HINT),
    Finding("harm=injected", "Hostile text came in with the input.", _D, _HINT),
    Finding("artefact=broken", "The model's artefact is broken.", _M, _SEEN),
    Finding("features=none, quality_slo=breached", "Inputs hold, and quality does not.", _M, _SEEN),
    Finding("features=none, predictions=moved", "Inputs hold, and predictions moved.", _M, _SEEN),
    Finding("change=model", "The model changed when it began.", _M, _HINT),
    Finding("change=world|nothing, features=none", "Inputs hold, so what they mean moved.", _M, _HINT),
    Finding("onset=gradual, features=none", "Inputs hold, and it came bit by bit: concept drift.", _M, _HINT),
    Finding("harm=unsafe|unfair", "The model's own answers do harm.", _M, _HINT),
)

RULED_OUT: dict[Surface, Rule] = {
    _S: Rule("errors=normal, latency=normal", "Serving is ruled out: errors and latency are as usual."),
    _D: Rule("features=none", "Data is ruled out: no feature moved."),
}

CONTRADICTIONS: tuple[Rule, ...] = (
    Rule(
        "detector_changed=no, old_detector=no",
        "The detector did not change, yet its former self stays silent.",
    ),
    Rule(
        "signal=requests, errors=normal, latency=normal", "Requests raised the alarm, yet they are as usual."
    ),
    Rule(
        "errors=normal, latency=normal, dependency=feature_store|vendor",
        "A dependency fails, yet neither errors nor latency show it.",
    ),
    Rule(
        "latency=normal, time_spent=queue|compute|dependency", "Requests lose time, yet latency is as usual."
    ),
    Rule(
        "onset=gradual, change=model|pipeline|infrastructure",
        "A change acts at once, yet it came bit by bit.",
    ),
    Rule(
        "features=none, feature_fault=broken|shifted", "No feature moved, yet values are broken or different."
    ),
    Rule("features=none, measurement=late|skew", "No feature moved, yet the measurement is off."),
    Rule("signal=drift, features=none, predictions=same", "Drift raised the alarm, yet nothing moved."),
    Rule("features=one|all, artefact=broken", "Inputs moved and the artefact is broken: two causes, or one."),
    Rule(
        "artefact=broken, predictions=same, quality_slo=intact",
        "The artefact is broken, yet nothing shows it.",
    ),
    Rule("impact=nobody, errors=down", "Nearly all requests fail, yet nobody is hit."),
    Rule(
        "impact=nobody, quality_slo=breached, labels!=incomplete",
        "The quality SLO is breached, yet nobody is hit.",
    ),
    Rule(
        "labels=incomplete, quality_slo=breached",
        "The breach was measured on incomplete labels and counts for nothing.",
    ),
    Rule("signal=output|personal_data, harm=none", "Harmful output raised the alarm, yet it does none."),
)

_NO_DRIFT = Drift.NONE

DRIFTS: tuple[DriftRule, ...] = (
    DriftRule(_ALIBI, "A false page is no drift.", _NO_DRIFT),
    DriftRule("surface=serving", "The request path fails; nothing drifted.", _NO_DRIFT),
    DriftRule("harm=personal_data|injected|unsafe", "Harmful output is no drift.", _NO_DRIFT),
    DriftRule("signal=personal_data", "Leaked data is no drift.", _NO_DRIFT),
    DriftRule("artefact=broken", "A broken artefact is a defect, not drift.", _NO_DRIFT),
    DriftRule(
        "feature_fault=broken", "Broken values are a defect, not drift: mend, do not retrain.", _NO_DRIFT
    ),
    DriftRule("measurement=late|skew", "A fault of the pipeline is a defect, not drift.", _NO_DRIFT),
    DriftRule("measurement=sample", "The sample is too small to believe a shift.", Drift.UNKNOWN),
    DriftRule(
        "change=pipeline, features=one|all",
        "The pipeline moved the inputs: a defect, not drift. Mend it, do not retrain.",
        _NO_DRIFT,
    ),
    DriftRule("change=model, features=none|?", "Another model answers; nothing drifted.", _NO_DRIFT),
    DriftRule("label_mix=yes", "The mix of outcomes moved: label drift.", Drift.LABEL),
    DriftRule("quality_slo=breached, surface=data|model", "Quality is breached: real drift.", Drift.REAL),
    DriftRule(
        "quality_slo=breached, signal=drift", "Drift, and quality is breached: real drift.", Drift.REAL
    ),
    DriftRule(
        "quality_slo=intact, features=one|all", "Inputs moved, quality holds: virtual drift.", Drift.VIRTUAL
    ),
    DriftRule(
        "quality_slo=intact, features=?, signal=drift",
        "Drift, and quality holds: virtual drift.",
        Drift.VIRTUAL,
    ),
    DriftRule(
        "quality_slo=intact, features=?, predictions=moved",
        "Predictions moved, quality holds: virtual drift.",
        Drift.VIRTUAL,
    ),
    DriftRule("features=none, predictions=same, quality_slo=intact", "Nothing moved.", _NO_DRIFT),
)

PLAYBOOKS: tuple[PlaybookRule, ...] = (
    PlaybookRule(_ALIBI, "A false page is closed as such, and counted.", PlaybookKey.NONE),
    PlaybookRule("harm=personal_data", "Output shows personal or governed data.", PlaybookKey.PII_LEAKAGE),
    PlaybookRule("signal=personal_data", "Data is where it does not belong.", PlaybookKey.PII_LEAKAGE),
    PlaybookRule("harm=injected", "Planted text steers the model.", PlaybookKey.PROMPT_INJECTION),
    PlaybookRule("harm=unfair", "A protected group is treated worse.", PlaybookKey.FAIRNESS_REGRESSION),
    PlaybookRule("harm=unsafe", "The output is unsafe.", PlaybookKey.UNSAFE_OUTPUT),
    PlaybookRule("signal=output, harm=?", "The output raised the alarm.", PlaybookKey.UNSAFE_OUTPUT),
    PlaybookRule("dependency=feature_store", "The feature store fails.", PlaybookKey.FEATURE_STORE_OUTAGE),
    PlaybookRule("dependency=vendor", "A vendor or an upstream service fails.", PlaybookKey.VENDOR_OUTAGE),
    PlaybookRule("surface=serving", "The request path fails.", PlaybookKey.P99_LATENCY_SPIKE),
    PlaybookRule(
        "signal=segment, harm=?", "A group's figures raised the alarm.", PlaybookKey.FAIRNESS_REGRESSION
    ),
    PlaybookRule("artefact=broken", "The artefact is broken.", PlaybookKey.TRAINING_ETL_FAILURE),
    PlaybookRule("signal=job", "A training or ETL job failed.", PlaybookKey.TRAINING_ETL_FAILURE),
    PlaybookRule("surface=data", "The inputs moved.", PlaybookKey.DRIFT_ALERT),
    PlaybookRule(
        "surface=model, quality_slo=intact", "Predictions moved, quality holds.", PlaybookKey.DRIFT_ALERT
    ),
    PlaybookRule("surface=model", "The model answers worse.", PlaybookKey.QUALITY_DROP),
    PlaybookRule("signal=requests", "Requests raised the alarm.", PlaybookKey.P99_LATENCY_SPIKE),
    PlaybookRule("signal=drift", "Drift raised the alarm.", PlaybookKey.DRIFT_ALERT),
    PlaybookRule("signal=quality|business|people", "Predictions look worse.", PlaybookKey.QUALITY_DROP),
    PlaybookRule("quality_slo=breached", "The quality SLO is breached.", PlaybookKey.QUALITY_DROP),
)
