//! `ask`: what members ask, where no other command answers it.

use clap::{Args, ValueEnum};

use super::{AcceptForQuery, Folders, Inputs, QueryFormat};

/// Answer what members ask: is the target low against need, how is it elsewhere, what will those in time bring
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck ask elsewhere
  quarterdeck ask in-time
  quarterdeck ask need --need working_age

The other three of the six questions have commands of their own:
  what has it earned or cost, when does it break even    quarterdeck money
  who is not being helped                                quarterdeck compare --parked
  which wards                                            quarterdeck query job_start_rate --by ward

docs/questions.md holds all six with their answers. Small numbers are shown as [c], and [z] where there is no figure.")]
pub struct AskArgs {
    /// The question
    #[arg(value_enum, value_name = "QUESTION")]
    pub question: MembersAsk,

    /// Measure of the context figures that says how many residents could be helped. Without it: want_work
    #[arg(long, value_name = "MEASURE", default_value = "want_work")]
    pub need: String,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = QueryFormat::Table)]
    pub format: QueryFormat,

    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: AcceptForQuery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MembersAsk {
    /// Is the target too low against need?
    Need,
    /// How do we compare with the region and the country?
    Elsewhere,
    /// How many are still in time, and what will they bring?
    InTime,
}
