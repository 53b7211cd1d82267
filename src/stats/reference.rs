//! Reads the numbers of other implementations that the tests hold (`docs/methods/reference/`).

/// The rows of a table whose first field is `kind`, without it.
pub fn rows<'a>(table: &'a str, kind: &str) -> Vec<Vec<&'a str>> {
    let rows = table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let rows: Vec<_> = rows.filter(|fields| fields[0] == kind).map(|fields| fields[1..].to_vec()).collect();
    assert!(!rows.is_empty(), "the table of reference numbers has no row `{kind}`");
    rows
}

/// A field as a number.
pub fn number<T: std::str::FromStr>(field: &str) -> T {
    field.parse().unwrap_or_else(|_| panic!("`{field}` in a table of reference numbers is not a number"))
}

/// Fails unless the two agree to nine digits: six are promised.
#[track_caller]
pub fn assert_near(actual: f64, expected: f64, what: &str) {
    let within = 1e-9 * expected.abs() + 1e-300;
    assert!((actual - expected).abs() <= within, "{what}: computed {actual}, expected {expected}");
}
