//! What a council and its contracts are, in TOML files that an officer can read: the workspace, its
//! layouts and its programmes. Built-in ones are embedded; a workspace's file of the same name wins.

pub mod context;
pub mod contract;
pub mod contradictions;
pub mod layout;
pub mod limits;
pub mod new_workspace;
pub mod plan;
pub mod programme;
pub mod shapes;
pub mod unattended;
pub mod workspace;
pub mod written;

mod file;

pub use contract::{Contract, ContractState, Cost, ListOf, Role, StateKind, SustainedFrom, Targets};
pub use contradictions::Problem;
pub use layout::{Coverage, DateOrder, JobEnd, Layout, SheetLayout, Timestamps};
pub use limits::Limits;
pub use plan::PlanMilestone;
pub use programme::{OutcomeRule, OutcomeTest, PaymentGroup, Programme, Reattachment, Span, TargetKind};
pub use shapes::{CountsForm, CountsLayout, EventKind};
pub use workspace::{StateOf, Supplier, SupplierKind, Workspace};

pub use file::{load as load_definition, nearest, parse as parse_definition, text as definition_text};
