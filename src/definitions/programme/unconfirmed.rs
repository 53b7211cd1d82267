//! What in a programme no source confirms, in words for the paper's methods.

use std::collections::BTreeSet;

use super::{PaymentGroup, Programme};

impl Programme {
    /// Everything that no source confirms, alike things together. Of money it says that some is not confirmed and not
    /// what or how much: the paper is public.
    pub fn unconfirmed(&self) -> Vec<String> {
        let mut list = Vec::new();
        for (what, span) in [
            ("the length of support", &self.support),
            ("the length of support in work", &self.in_work),
            ("the time within which the outcome has to be reached", &self.window),
        ] {
            if let Some(span) = span.as_ref().filter(|span| !span.confirmed) {
                list.push(format!("{what} ({})", span.in_words()));
            }
        }
        if !self.sustained.confirmed {
            list.push(self.outcome_in_short());
        }
        list.extend(of_groups("the outcome weeks of", self.groups_where(|group| !group.confirmed)));
        let sustainments = self.groups_where(|group| !group.sustainments_confirmed);
        list.extend(of_groups("the number of sustainments of", sustainments));
        if self.sustainment.as_ref().is_some_and(|sustainment| !sustainment.confirmed) {
            list.push("the length of a sustainment".into());
        }
        if self.target.iter().any(|target| !target.confirmed) {
            list.push("some targets".into());
        }
        if self.size.as_ref().is_some_and(|size| !size.confirmed) {
            list.push("the size of the programme".into());
        }
        if self.fee.iter().any(|fee| !fee.confirmed) || self.cap.iter().any(|cap| !cap.confirmed) {
            list.push("some fees".into());
        }
        if self.fee.iter().any(|fee| !fee.instalments_confirmed) {
            list.push("when instalments are paid".into());
        }
        list
    }

    /// `the weeks in work that make the outcome (50 of 58)`.
    fn outcome_in_short(&self) -> String {
        let sustained = &self.sustained;
        match sustained.within_weeks {
            _ if sustained.is_a_status() => "the status that makes the outcome".into(),
            Some(within) => format!("the weeks in work that make the outcome ({} of {within})", sustained.weeks),
            None => format!("the weeks in work that make the outcome ({})", sustained.weeks),
        }
    }

    fn groups_where(&self, is: impl Fn(&PaymentGroup) -> bool) -> BTreeSet<&str> {
        self.payment_group.iter().filter(|group| is(group)).map(|group| group.code.as_str()).collect()
    }
}

/// `the outcome weeks of payment groups 8 and 9`.
fn of_groups(what: &str, codes: BTreeSet<&str>) -> Option<String> {
    let codes: Vec<&str> = codes.into_iter().collect();
    let (last, before) = codes.split_last()?;
    Some(match before {
        [] => format!("{what} payment group {last}"),
        before => format!("{what} payment groups {} and {last}", before.join(", ")),
    })
}
