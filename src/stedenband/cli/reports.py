"""Prints validation reports, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from stedenband.cli.reporter import Reporter
from stedenband.message import N_
from stedenband.model import Report, Severity
from stedenband.projects import Project

if TYPE_CHECKING:
    from stedenband import pipeline


def show_report(
    reporter: Reporter, report: Report, as_what: str, project: Project, gone: pipeline.Withdrawals
) -> None:
    """The report on stdout: as a table or a verdict for people, or as JSON or SARIF for machines.

    Each names the folder that was read.
    """
    from stedenband import validation

    folder = project.data.resolve()
    if as_what == "json":
        told = {"folder": str(folder), **validation.as_json(report), **list_withdrawals(gone)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif as_what == "sarif":
        click.echo(json.dumps(validation.as_sarif(report, folder=folder), ensure_ascii=False, indent=2))
    elif as_what == "table" and report.findings:
        reporter.out.print(validation.as_table(report, reporter.language))
    if as_what in ("table", "verdict"):
        reporter.tell(N_("Read: {folder}"), folder=folder)
        counts = {severity.value: report.count(severity) for severity in Severity}
        reporter.tell(
            N_("The data conforms: {violation} violations, {warning} warnings, {info} remarks.")
            if report.conforms
            else N_("The data does not conform: {violation} violations, {warning} warnings, {info} remarks."),
            **counts,
        )
    reporter.tell_withdrawals(gone)


def list_withdrawals(gone: pipeline.Withdrawals) -> dict[str, Any]:
    return {
        "published": gone.release,
        "withdrawn": [{"thing": thing.reference, "name": dict(thing.name)} for thing in gone.things],
    }
