//! Names of rows that repeat the sum of others, or hold figures of nobody in particular, and words for figures that hold
//! those before them. One that is missed would count people twice.

use super::months::month_number;

/// One of these anywhere in a name makes it one.
const ANYWHERE: [&str; 7] = ["total", "totals", "subtotal", "subtotals", "grandtotal", "overalltotal", "grandtotals"];

/// These begin one, alone or before words for whatever is counted.
const FIRST: [&str; 10] =
    ["all", "overall", "sum", "count", "counts", "combined", "aggregate", "whole", "entire", "everybody"];

/// What comes behind them; `All Saints` is a ward.
const BEHIND: [&str; 38] = [
    "of",
    "the",
    "above",
    "these",
    "wards",
    "areas",
    "area",
    "offices",
    "primes",
    "groups",
    "clients",
    "customers",
    "participants",
    "people",
    "persons",
    "regions",
    "districts",
    "localities",
    "contracts",
    "contractors",
    "providers",
    "suppliers",
    "periods",
    "months",
    "quarters",
    "years",
    "rows",
    "places",
    "borough",
    "boroughs",
    "council",
    "city",
    "county",
    "district",
    "jobcentres",
    "payment",
    "ages",
    "sexes",
];

/// The whole country, and the whole of wherever it is, in letters alone.
const WHOLE: [&str; 13] = [
    "national",
    "nationally",
    "nationwide",
    "england",
    "englandandwales",
    "greatbritain",
    "britain",
    "gb",
    "uk",
    "unitedkingdom",
    "boroughwide",
    "citywide",
    "countywide",
];

/// What a council's name has besides its place's.
const COUNCIL: [&str; 12] = [
    "borough",
    "council",
    "city",
    "metropolitan",
    "district",
    "county",
    "unitary",
    "authority",
    "combined",
    "london",
    "royal",
    "of",
];

/// Whether a row of that name is the sum of others, in any case and spacing: `Grand total`, `All wards`, `England`.
pub fn names_a_total(name: &str) -> bool {
    let words = words(name);
    let Some(first) = words.first() else { return false };
    let begins = FIRST.contains(&first.as_str()) && words[1..].iter().all(|word| BEHIND.contains(&word.as_str()));
    words.iter().any(|word| ANYWHERE.contains(&word.as_str())) || begins || WHOLE.contains(&words.concat().as_str())
}

/// Many of whatever a row of a table is; one of them is a person's row.
const COUNTED: [&str; 22] = [
    "records",
    "rows",
    "lines",
    "entries",
    "clients",
    "customers",
    "claimants",
    "participants",
    "people",
    "persons",
    "cases",
    "referrals",
    "attachments",
    "starts",
    "starters",
    "outcomes",
    "leavers",
    "jobs",
    "count",
    "counts",
    "total",
    "totals",
];

/// What stands beside them: `Total number of clients: 24`.
const BESIDE: [&str; 9] = ["number", "no", "of", "for", "the", "in", "all", "listed", "above"];

/// How many rows a label says that there are: `n = 24`, `Count 24`, `24 clients`, `Runcorn total: 10`. A label with
/// another word beside the number is none: `Client 24`, `Total 2015`, `Note: 3 people asked`.
pub fn told_count(label: &str) -> Option<u64> {
    let words = words(label);
    let is_number = |word: &&String| word.bytes().all(|b| b.is_ascii_digit());
    let number = words.iter().find(is_number)?;
    let others: Vec<&str> = words.iter().filter(|word| !is_number(word)).map(String::as_str).collect();
    let at_an_end = words.first() == Some(number) || words.last() == Some(number);
    if !at_an_end || others.len() + 1 != words.len() {
        return None;
    }
    let equals =
        label.trim_end().strip_suffix(number.as_str()).is_some_and(|rest| rest.trim_end().ends_with([':', '=']));
    let is_named = others.iter().any(|word| COUNTED.contains(word)) || (others == ["n"] && equals);
    let is_alone = others.iter().all(|word| COUNTED.contains(word) || BESIDE.contains(word) || *word == "n");
    let is_year = (1990..2100).contains(&number.parse().unwrap_or(0));
    let says = if equals { is_named && (is_alone || names_a_total(label)) } else { is_named && is_alone && !is_year };
    says.then(|| number.parse().ok()).flatten()
}

/// Words of a total that name no part: `Grand total of clients` is of everybody, `Runcorn total` of Runcorn.
const OF_ALL: [&str; 8] = ["grand", "overall", "sub", "subtotal", "subtotals", "sum", "combined", "n"];

/// The part that a label of totals is about, in lower case: `runcorn` of `Runcorn total: 10`; empty where it is about all.
pub fn part_named(label: &str) -> String {
    let names_nothing = |word: &str| {
        COUNTED.contains(&word) || BESIDE.contains(&word) || OF_ALL.contains(&word) || word.parse::<u64>().is_ok()
    };
    words(label).into_iter().filter(|word| !names_nothing(word)).collect::<Vec<_>>().join(" ")
}

/// Figures of something else than people of the row's own: one of these begins or ends its name.
const NOT_COUNTED: [&str; 26] = [
    "target",
    "targets",
    "forecast",
    "forecasts",
    "profile",
    "profiles",
    "profiled",
    "plan",
    "planned",
    "projected",
    "projection",
    "budget",
    "variance",
    "variances",
    "difference",
    "average",
    "averages",
    "avg",
    "mean",
    "median",
    "rate",
    "rates",
    "percent",
    "percentage",
    "ratio",
    "benchmark",
];

/// Words for another time's figures, and for parts of another row.
const OTHERS: [&str; 7] =
    ["previous year", "last year", "prior year", "year before", "same period", "of which", "previous quarter"];

/// Whether a row's name says that it holds no people of its own: a target, another year, a rate, part of another row.
pub fn names_no_part(name: &str) -> bool {
    let words = words(name);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return name.contains('%') };
    let is = |word: &String| NOT_COUNTED.contains(&word.as_str());
    let spaced = format!(" {} ", words.join(" "));
    is(first) || is(last) || name.contains('%') || OTHERS.iter().any(|words| spaced.contains(&format!(" {words} ")))
}

/// Words for figures each of which holds those before it.
const CUMULATIVE: [&str; 14] = [
    "cumulative",
    "cumulatively",
    "cumul",
    "accumulated",
    "accumulative",
    "rolling total",
    "itd",
    "ctd",
    "to date",
    "ytd",
    "running total",
    "running totals",
    "so far",
    "since start",
];

/// Whether a title, header or remark says that each figure holds those before it; `since April` does too.
pub fn says_cumulative(text: &str) -> bool {
    let words = words(text);
    let spaced = format!(" {} ", words.join(" "));
    let spaced = spaced.replace(" not cumulative ", " ").replace(" non cumulative ", " ");
    let since = words.windows(2).any(|pair| pair[0] == "since" && month_number(&pair[1]).is_some());
    // `Chorlton-cum-Hardy` is a place.
    let short = [words.first(), words.last()].into_iter().flatten().any(|word| word == "cum");
    since || short || CUMULATIVE.iter().any(|word| spaced.contains(&format!(" {word} ")))
}

/// Whether a row is called like the council, with or without its `Borough Council`.
pub fn names_the_council(name: &str, council: &str) -> bool {
    let place = |name: &str| -> Vec<String> {
        words(name).into_iter().filter(|word| !COUNCIL.contains(&word.as_str())).collect()
    };
    let (own, place) = (place(name), place(council));
    !own.is_empty() && own == place
}

/// The place that a council is the council of: `Halton` of `Halton Borough Council`, `York` of `City of York Council`.
pub fn place_of_council(council: &str) -> String {
    let of_the_title = |word: &&str| COUNCIL.contains(&word.to_lowercase().as_str());
    let mut words: Vec<&str> = council.split_whitespace().skip_while(of_the_title).collect();
    while words.last().is_some_and(of_the_title) {
        words.pop();
    }
    if words.is_empty() { council.trim().to_string() } else { words.join(" ") }
}

fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_known_in_any_case_and_spacing() {
        for name in [
            "Total",
            "(total)",
            "TOTALS:",
            "Grand  total*",
            "Sub-total",
            "Widnes total",
            "Total Widnes",
            "All",
            "all   wards",
            "Overall",
            "Sum of the above",
            "Count",
            "England",
            "ENGLAND AND WALES",
            "Great Britain",
            "U.K.",
            "Borough-wide",
            "All payment groups",
        ] {
            assert!(names_a_total(name), "{name}");
        }
    }

    #[test]
    fn a_label_says_how_many_rows_there_are_in_many_ways() {
        for label in [
            "n = 24",
            "N=24",
            "Count 24",
            "COUNT: 24",
            "24 clients",
            "Clients: 24",
            "Total number of clients = 24",
            "Runcorn total: 10",
            "No. of participants 24",
        ] {
            let expected = if label.starts_with("Run") { 10 } else { 24 };
            assert_eq!(told_count(label), Some(expected), "{label}");
        }
        for label in [
            "Client 24",
            "Case 7",
            "Total 2015",
            "HPJ000024",
            "Note: 3 people asked",
            "24",
            "n 24",
            "Group 2",
            "Total",
            "3 of 24 clients",
        ] {
            assert_eq!(told_count(label), None, "{label}");
        }
    }

    #[test]
    fn the_part_that_a_total_is_about_is_what_else_it_says() {
        for (label, part) in [
            ("Runcorn total: 10", "runcorn"),
            ("Total for Halton Brook", "halton brook"),
            ("All clients", ""),
            ("Grand total", ""),
            ("n = 24", ""),
            ("Sub-total", ""),
        ] {
            assert_eq!(part_named(label), part, "{label}");
        }
    }

    #[test]
    fn places_and_firms_are_no_totals() {
        for name in ["", "All Saints", "Allerton", "Summerfield", "Totnes", "Countess", "North West", "Scotland", "6a"]
        {
            assert!(!names_a_total(name), "{name}");
        }
    }

    #[test]
    fn targets_other_years_rates_and_parts_of_other_rows_are_known_and_places_are_not() {
        for name in [
            "Target",
            "FORECAST",
            "Profile 2015-16",
            "Previous year",
            "Last  year's total",
            "Variance",
            "Monthly average",
            "Mean",
            "of which young",
            "% of total",
            "Job start rate",
        ] {
            assert!(names_no_part(name), "{name}");
        }
        for name in ["", "Meanwood", "Planetree", "North", "Ratecliffe", "Long Plan Street", "Total"] {
            assert!(!names_no_part(name), "{name}");
        }
    }

    #[test]
    fn figures_that_hold_those_before_them_are_known_by_many_words() {
        for text in [
            "Starts (cumulative)",
            "Starts (cum.)",
            "Cum. starts",
            "Accumulated starts",
            "Note: running totals",
            "Figures since April 2015",
            "Year-to-date",
            "YTD",
        ] {
            assert!(says_cumulative(text), "{text}");
        }
        for text in [
            "",
            "Starts",
            "Chorlton-cum-Hardy",
            "Figures are not cumulative",
            "Non-cumulative",
            "since then",
            "Date to be agreed",
        ] {
            assert!(!says_cumulative(text), "{text}");
        }
    }

    #[test]
    fn a_council_is_known_without_its_title() {
        for name in ["Halton", "HALTON BOROUGH", "Halton Borough Council"] {
            assert!(names_the_council(name, "Halton Borough Council"), "{name}");
        }
        assert!(names_the_council("Liverpool", "Liverpool City Council"));
        for name in ["Halton Castle", "Borough Council", "", "Widnes"] {
            assert!(!names_the_council(name, "Halton Borough Council"), "{name}");
        }
    }

    #[test]
    fn the_place_of_a_council_is_its_name_without_the_title() {
        for (council, place) in [
            ("Halton Borough Council", "Halton"),
            ("Testshire Council", "Testshire"),
            ("City of York Council", "York"),
            ("London Borough of Barking and Dagenham", "Barking and Dagenham"),
            ("Isle of Wight Council", "Isle of Wight"),
            ("Stoke-on-Trent City Council", "Stoke-on-Trent"),
            ("City of London", "City of London"),
            ("Greater Manchester Combined Authority", "Greater Manchester"),
        ] {
            assert_eq!(place_of_council(council), place);
        }
    }
}
