use super::*;

#[test]
fn the_halton_paper_has_the_councils_nine_sections_in_order() {
    let outline = load(Path::new("/nowhere"), "halton-cover", "Halton Borough Council").unwrap();
    let headings: Vec<&str> = outline.section.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(
        headings,
        [
            "PURPOSE OF THE REPORT",
            "RECOMMENDATION: That",
            "SUPPORTING INFORMATION",
            "POLICY IMPLICATIONS",
            "OTHER IMPLICATIONS",
            "IMPLICATIONS FOR THE COUNCIL'S PRIORITIES",
            "RISK ANALYSIS",
            "EQUALITY AND DIVERSITY ISSUES",
            "LIST OF BACKGROUND PAPERS UNDER SECTION 100D OF THE LOCAL GOVERNMENT ACT 1972",
        ]
    );
    let priorities: Vec<&str> = outline.section[5].subsection.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!((priorities.len(), priorities[4]), (5, "Halton's Urban Renewal"));
}

#[test]
fn the_built_in_paper_names_the_council_whose_it_is_and_no_other() {
    let outline = load(Path::new("/nowhere"), "halton-cover", "Testshire Council").unwrap();
    assert_eq!(outline.section[5].subsection[3].heading, "A Safer Testshire");
    assert!(outline.commentary_headings().contains(&"Testshire's urban renewal".to_string()));
    let all = format!("{:?}", (&outline.title, &outline.section));
    assert!(!all.contains("Halton") && !all.contains("{council}"), "{all}");
}

#[test]
fn an_unknown_template_names_the_nearest() {
    let error = load(Path::new("/nowhere"), "halton-covr", "Halton").unwrap_err();
    assert!(crate::fault::hint_of(&error).unwrap().contains("`halton-cover`"));
}
