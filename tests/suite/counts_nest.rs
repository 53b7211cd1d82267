//! Whatever the sample and the group: nobody sustains without a job, starts one without being attached, or is over and on
//! the programme at once.

use serde_json::{Map, Value};

use crate::harness::{Bench, project};

/// Dimensions that are crossed: what holds in every cell holds in every sum of cells, so in each dimension alone.
const GROUPS: [&str; 7] = [
    "prime,office,ward",
    "payment_group,benefit,sex",
    "age_band,disability,barrier",
    "route,area",
    "prime,attachment_month",
    "prime,referral_month",
    "attachment_quarter,referral_quarter",
];

const COUNTS: &str = "referred,attached,job_starts,sustained,sustained_otherwise,on_programme,supported_in_work,leavers,\
                      job_start_rate,sustainment_rate";

/// A group's counts, by name.
struct Counts(Map<String, Value>);

impl Counts {
    /// A mark stands where there is nobody.
    fn of(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or(0)
    }

    /// Fails unless each is at least the next.
    #[track_caller]
    fn nest(&self, names: &[&str]) {
        let counts: Vec<u64> = names.iter().map(|name| self.of(name)).collect();
        assert!(counts.is_sorted_by(|more, fewer| more >= fewer), "{names:?}: {counts:?} in {:?}", self.0);
    }
}

fn query(bench: &Bench, sample: &str, args: &[&str]) -> Vec<Counts> {
    let fixed = ["-w", sample, "--audience", "officers", "--format", "json"];
    let outcome = bench.run(&[&["query"], args, &fixed].concat());
    outcome.expect(0);
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&bench.read(outcome.stdout.trim())).unwrap();
    rows.into_iter().map(Counts).collect()
}

#[test]
fn counts_nest_in_every_group_of_every_sample() {
    let bench = Bench::new();
    let samples = std::fs::read_dir(project().join("sample_data")).unwrap().map(|entry| entry.unwrap().path());
    let samples = samples.filter(|sample| sample.join("quarterdeck.toml").exists());
    let samples: Vec<String> = samples.map(|own| own.file_name().unwrap().to_str().unwrap().to_string()).collect();
    for sample in &samples {
        bench.sample_of(sample);
    }
    assert!(samples.len() >= 3, "{samples:?}");
    let mut cells = 0;
    for (sample, by) in samples.iter().flat_map(|sample| GROUPS.map(|by| (sample, by))) {
        let all = query(&bench, sample, &[COUNTS, "--detail", "--by", by]);
        let completed = query(&bench, sample, &["job_start_rate,sustainment_rate", "--of", "completed", "--by", by]);
        assert_eq!(all.len(), completed.len());
        for (group, over) in all.iter().zip(&completed) {
            assert!(by.split(',').all(|dimension| group.0[dimension] == over.0[dimension]));
            group.nest(&["referred", "attached", "job_starts", "sustained"]);
            group.nest(&["job_starts", "sustained_otherwise"]);
            group.nest(&["attached", "on_programme", "supported_in_work"]);
            group.nest(&["attached", "job_start_rate_had_time_of", "sustainment_rate_had_time_of"]);
            group.nest(&["job_starts", "job_start_rate_had_time_achieved"]);
            group.nest(&["sustained", "sustainment_rate_had_time_achieved"]);
            over.nest(&["job_start_rate_achieved", "sustainment_rate_achieved"]);
            over.nest(&["job_start_rate_of", "job_start_rate_achieved"]);
            let is_over = over.of("job_start_rate_of");
            assert_eq!(group.of("on_programme") + is_over, group.of("attached"), "{:?}", group.0);
            assert!(group.of("leavers") <= is_over, "{:?}", group.0);
            for (done, in_time) in [("job_starts", "job_start_rate"), ("sustained", "sustainment_rate")] {
                let may = group.of(done) + group.of(&format!("{in_time}_in_time"));
                assert!(may <= group.of("attached"), "{in_time}: {:?}", group.0);
            }
            cells += 1;
        }
    }
    assert!(cells > 300, "{cells}");
}
