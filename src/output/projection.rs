//! What is made of data before it is printed: `--columns` and `--jq`.

use super::format::Format;
use super::jq::Jq;
use super::table::{Column, Columns};
use crate::error::{CliError, did_you_mean};
use crate::exit::Exit;

/// What is made of data before it is printed.
#[derive(Debug)]
pub(super) struct Projection {
    pub(super) columns: Vec<String>,
    pub(super) jq: Option<Jq>,
}

impl Projection {
    /// What the flags say, given the columns that a command's table has.
    pub(super) fn new(
        columns: &[String],
        jq: Option<&str>,
        format: Format,
        has: Option<Columns>,
    ) -> Result<Self, CliError> {
        if !columns.is_empty() {
            if format != Format::Table {
                let message = "--columns is about tables; -o json has everything, and --jq chooses";
                return Err(CliError::usage(message.to_owned()));
            }
            let has = has.ok_or_else(|| {
                CliError::usage("--columns: this command prints no table".to_owned())
            })?;
            check(columns, has)?;
        }
        if jq.is_some() && format == Format::Id {
            let message = "--jq is about JSON, and -o id prints ids alone; leave one of them out";
            return Err(CliError::usage(message.to_owned()));
        }
        Ok(Self {
            columns: columns.to_vec(),
            jq: jq.map(Jq::read).transpose()?,
        })
    }
}

/// Every name must be a column's.
fn check(names: &[String], has: Columns) -> Result<(), CliError> {
    let unknown = |name: &&String| !has.iter().any(|column| column.is_called(name));
    match names.iter().find(unknown) {
        None => Ok(()),
        Some(name) => {
            let keys: Vec<_> = has.iter().map(Column::key).collect();
            let message = format!(
                "there is no column '{name}' here; there are {}",
                keys.join(", ")
            );
            let nearest = did_you_mean(name, keys.iter().map(String::as_str));
            Err(CliError::new("no_column", Exit::Usage, message).with_hint_if(nearest))
        }
    }
}
