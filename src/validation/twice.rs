//! A claim or an assessment that a sender lists twice, not alike: which of the two is right is asked, and neither counts.

use std::collections::BTreeMap;

use crate::canonical::Day;
use crate::finding::Finding;
use crate::vocabulary::Milestone;

use super::duplicates::{At, Others, tell_conflicting};
use super::rows::TableRows;

/// Claims of one person: of the attachment, the job start and the outcome there is one each; of sustainment one a day.
pub fn claims(tables: &mut [TableRows<'_>], rows: &[At], findings: &mut Vec<Finding>) {
    let mut by_claim: BTreeMap<(String, Option<Day>), Vec<At>> = BTreeMap::new();
    for &(t, i) in rows {
        let Some(milestone) = tables[t].milestones.get(i) else { continue };
        let day = tables[t].claimed.get(i).or(tables[t].paid.get(i));
        let day = day.filter(|_| milestone == Milestone::Sustainment.id());
        by_claim.entry((milestone.to_string(), day)).or_default().push((t, i));
    }
    for rows in by_claim.into_values().filter(|rows| rows.len() > 1) {
        let others = Others::of(tables, &rows);
        for &(t, i) in &rows {
            let message = format!("the same milestone of this person is claimed in {} too", others.but((t, i)));
            let hint = "ask the prime which claim holds; neither counts until then";
            findings.push(tables[t].set_aside(i, "claimed_twice", Some("milestone"), message, hint));
        }
    }
}

/// Assessments of one person: the same score on the same day has one value.
pub fn scores(tables: &mut [TableRows<'_>], rows: &[At], findings: &mut Vec<Finding>) {
    let mut by_day: BTreeMap<(Option<String>, Day), Vec<At>> = BTreeMap::new();
    for &(t, i) in rows {
        let Some(day) = tables[t].assessed.get(i) else { continue };
        let name = tables[t].columns.texts("score_name").get(i).map(str::to_string);
        by_day.entry((name, day)).or_default().push((t, i));
    }
    for rows in by_day.into_values().filter(|rows| rows.len() > 1) {
        tell_conflicting(tables, rows, "ask the prime which score is right; neither counts until then", findings);
    }
}
