//! What a workspace says of days, held against the quarter of the paper and the returns that there are.

use anyhow::Result;
use chrono::{Months, NaiveDate};

use crate::definitions::contradictions::{self, Contradictions, quoted};
use crate::definitions::workspace::Workspace;
use crate::vocabulary::Quarter;

/// No contract runs longer before a paper about it.
const MOST_YEARS: u32 = 15;

/// Refuses a contract that starts long after the quarter of the paper or long before it, and costs of long before the first
/// return.
pub fn check_times(workspace: &Workspace, quarter: Quarter, first_return: Option<Quarter>) -> Result<()> {
    let mut found = Contradictions::of(&workspace.text);
    for (nth, contract) in workspace.contract.iter().enumerate() {
        let id = quoted(&contract.id);
        if let Some(start) = contract.start {
            let place = format!("contract.{nth}.start");
            // The contract that comes next may be there already, and papers of earlier quarters are made again.
            if before(start, 24).is_some_and(|early| quarter.last_day() < early) {
                let what = format!(
                    "contract {id} starts on {start}, more than two years after the quarter of the paper ({quarter})"
                );
                found.add(&place, what, "correct the day, or ask for a later quarter with --quarter");
            }
            if before(quarter.last_day(), 12 * MOST_YEARS).is_some_and(|earliest| start < earliest) {
                let what = format!("contract {id} starts on {start}, more than {MOST_YEARS} years before {quarter}");
                found.add(&place, what, "correct the day: contract years are counted from it");
            }
        }
        // Costs before a contract that says its start are refused with the definitions.
        let earliest =
            first_return.filter(|_| contract.start.is_none()).and_then(|first| before(first.first_day(), 24));
        for (cost, own) in contract.cost.iter().enumerate() {
            if earliest.is_some_and(|earliest| own.quarter.first_day() < earliest) {
                let what = format!("a cost of {}, more than two years before the first return", own.quarter);
                let hint = "correct the quarter, or write the contract's `start`";
                found.add(&format!("contract.{nth}.cost.{cost}.quarter"), what, hint);
            }
        }
    }
    refuse(found, workspace)
}

/// Refuses a meeting before the quarter that its paper is about has ended.
pub fn check_meeting(workspace: &Workspace, quarter: Quarter) -> Result<()> {
    let mut found = Contradictions::of(&workspace.text);
    if let Some(day) = workspace.council.meeting_date.filter(|day| *day <= quarter.last_day()) {
        let what = format!("the board meets on {day}, before the quarter of the paper ({quarter}) has ended");
        found.add("council.meeting_date", what, "write the day of the meeting that this paper is for, or take it out");
    }
    refuse(found, workspace)
}

fn before(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_sub_months(Months::new(months))
}

fn refuse(found: Contradictions<'_>, workspace: &Workspace) -> Result<()> {
    let path = workspace.folder.join("quarterdeck.toml");
    contradictions::refuse(&found.into_problems(), &path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::file;

    const TEXT: &str = "id = 'x'
supplier = []
[council]
name = 'x'
board = 'x'
meeting_date = 2016-02-22
reporting_officer = 'x'
portfolio = 'x'
wards = 'x'
[contact]
name = 'x'
post = 'x'
email = 'x'
[[contract]]
id = 'c'
supplier = 's'
programme = 'p'
";

    fn workspace(rest: &str) -> Workspace {
        let text = format!("{TEXT}{rest}");
        let mut workspace: Workspace = file::parse(&text, "q.toml").unwrap();
        workspace.text = text;
        workspace
    }

    fn quarter(text: &str) -> Quarter {
        text.parse().unwrap()
    }

    fn told(result: Result<()>) -> String {
        result.map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn a_contract_starts_neither_long_after_the_quarter_nor_long_before() {
        let of = |rest| told(check_times(&workspace(rest), quarter("2015-16-Q3"), None));
        assert!(
            of("start = 2018-01-01").contains("line 18: contract `c` starts on 2018-01-01, more than two years after")
        );
        assert!(of("start = 2000-12-30").contains("line 18: contract `c` starts on 2000-12-30, more than 15 years"));
        assert_eq!([of("start = 2017-12-31"), of("start = 2000-12-31"), of("")], [""; 3]);
    }

    #[test]
    fn costs_of_long_before_the_first_return_are_a_slip_of_the_pen() {
        let cost = |quarter| format!("role = 'subcontractor'\n[[contract.cost]]\nquarter = '{quarter}'\npence = 1");
        let of = |rest: &str| told(check_times(&workspace(rest), quarter("2015-16-Q3"), Some(quarter("2015-16-Q1"))));
        assert!(of(&cost("2012-13-Q4")).contains("line 20: a cost of 2012-13-Q4, more than two years before"));
        assert_eq!(of(&cost("2013-14-Q1")), "");
        assert_eq!(of(&format!("start = 2012-04-01\n{}", cost("2012-13-Q4"))), "", "it is after the start");
    }

    #[test]
    fn a_board_meets_after_the_quarter_of_its_paper() {
        let of = |text| told(check_meeting(&workspace(""), quarter(text)));
        assert!(of("2015-16-Q4").contains("line 6: the board meets on 2016-02-22, before the quarter"));
        assert_eq!(of("2015-16-Q3"), "");
    }
}
