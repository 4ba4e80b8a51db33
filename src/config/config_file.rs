//! `config.toml`, which has the profiles: read, and changed in place.

use std::path::PathBuf;

use toml_edit::{DocumentMut, Item, Table, TableLike};

use super::files::{FileError, Malformed, SaveError, read, write};
use super::home::Home;
use super::keys::Key;
use super::profile::Profiles;
use model::nearest_word;

/// Reads the profiles, and which keys of the file are unknown, each with the known key that is
/// nearest. The file need not exist.
///
/// # Errors
///
/// When it cannot be read, or its text is invalid.
pub(super) fn read_profiles(home: &Home) -> Result<(Profiles, Vec<String>), FileError> {
    let path = home.config_file();
    match read(&path)? {
        None => Ok(<_>::default()),
        Some(text) => parse(&text).map_err(|malformed| FileError::Malformed { path, malformed }),
    }
}

fn parse(text: &str) -> Result<(Profiles, Vec<String>), Malformed> {
    let malformed = |error: toml_edit::de::Error| {
        let reason = error.message().trim().replace('\n', ", ");
        Malformed::at(text, error.span(), reason)
    };
    let file = toml_edit::de::Deserializer::parse(text).map_err(malformed)?;
    let mut unknown = Vec::new();
    let profiles = serde_ignored::deserialize(file, |path| unknown.push(path.to_string()));
    let unknown = unknown.iter().map(|path| {
        let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
        let nearest = match parent {
            "" => nearest_word(last, ["profile", "profiles"].into_iter()),
            _ => nearest_word(last, Key::ALL.iter().map(|key| key.name())),
        };
        match nearest {
            Some(nearest) => format!("{path} (did you mean {nearest}?)"),
            None => path.clone(),
        }
    });
    Ok((profiles.map_err(malformed)?, unknown.collect()))
}

/// The file, being changed: its order, its comments and its other contents stay.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    document: DocumentMut,
}

impl ConfigFile {
    /// Reads the file to change it. It need not exist.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or its text is invalid.
    pub(crate) fn open(home: &Home) -> Result<Self, FileError> {
        let path = home.config_file();
        let text = read(&path)?.unwrap_or_default();
        match text.parse() {
            Ok(document) => Ok(Self { path, document }),
            Err(error) => {
                let error: toml_edit::TomlError = error;
                let malformed = Malformed::at(&text, error.span(), error.message().to_owned());
                Err(FileError::Malformed { path, malformed })
            }
        }
    }

    /// Puts a profile in use; `None`: none.
    pub(crate) fn use_profile(&mut self, profile: Option<&str>) {
        set(self.document.as_table_mut(), "profile", profile);
    }

    /// Sets a key of a profile; `None` removes it.
    pub(crate) fn set(&mut self, profile: &str, key: Key, value: Option<&str>) {
        if let Some(table) = self.table(profile) {
            set(table, key.name(), value);
        }
    }

    /// The table of a profile, made if need be.
    fn table(&mut self, profile: &str) -> Option<&mut dyn TableLike> {
        let profiles = self.document.entry("profiles").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let profiles = profiles.as_table_like_mut()?;
        profiles
            .entry(profile)
            .or_insert_with(|| Item::Table(Table::new()))
            .as_table_like_mut()
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When that cannot be done; the old file is still there.
    pub(crate) fn write(&self, home: &Home) -> Result<(), SaveError> {
        write(home, &self.path, &self.document.to_string())
    }
}

/// Sets a value in its place, and keeps the comment behind it.
fn set(table: &mut dyn TableLike, key: &str, value: Option<&str>) {
    let Some(value) = value else {
        table.remove(key);
        return;
    };
    let mut new = toml_edit::Value::from(value);
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        _ => drop(table.insert(key, Item::Value(new))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_come_with_the_nearest_known_key() {
        let text = "profil = 'a'\n[profiles.live]\nacount_id = 'x'\napp_id = 'y'\nzzz = 1\n";
        let (profiles, unknown) = parse(text).unwrap();
        assert_eq!(
            unknown,
            [
                "profil (did you mean profile?)",
                "profiles.live.acount_id (did you mean account_id?)",
                "profiles.live.zzz",
            ]
        );
        assert_eq!(profiles.all["live"].get(Key::AppId), Some("y"));
    }

    #[test]
    fn an_invalid_text_is_reported_with_its_line() {
        let error = parse("profile = 'a'\n[profiles.live\n").unwrap_err();
        assert_eq!(error.line, 2);
        let error = parse("\n[profiles.live]\nmeeting = 7\n").unwrap_err();
        assert_eq!(
            (error.line, &*error.reason),
            (3, "invalid type: integer `7`, expected a string")
        );
    }

    #[test]
    fn an_edit_keeps_comments_and_order() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        home.config().unwrap();
        let text = "# ours\nprofile = \"a\" # the usual\n\n[profiles.b]\nmeeting = \"m\" # big\n\n[profiles.a]\n";
        std::fs::write(home.config_file(), text).unwrap();
        let mut file = ConfigFile::open(&home).unwrap();
        file.use_profile(Some("b"));
        file.set("b", Key::Meeting, Some("n"));
        file.set("a", Key::AppId, Some("app"));
        file.write(&home).unwrap();
        assert_eq!(
            std::fs::read_to_string(home.config_file()).unwrap(),
            "# ours\nprofile = \"b\" # the usual\n\n[profiles.b]\nmeeting = \"n\" # big\n\n[profiles.a]\napp_id = \"app\"\n"
        );
    }
}
