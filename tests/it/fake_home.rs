//! Homes of users who are configured for a fake platform.

use testing::fake::{API_TOKEN, Fake, MEETING, ORG};

use crate::support::Home;

/// A user whose home is configured for a platform at these addresses.
pub(crate) fn home_at(api_url: &str, signalling_url: &str) -> Home {
    Home::new()
        .with("DYTE_STAGE_PLATFORM", "realtimekit")
        .with("DYTE_STAGE_ACCOUNT_ID", "acc")
        .with("DYTE_STAGE_APP_ID", "app")
        .with("DYTE_STAGE_API_TOKEN", API_TOKEN)
        .with("DYTE_STAGE_API_URL", api_url)
        .with("DYTE_STAGE_SIGNALLING_URL", signalling_url)
}

/// The homes of a fake platform's users.
pub(crate) trait FakeHome {
    /// A user whose home is configured for this platform, and for the live meeting.
    fn home(&self) -> Home;

    /// The same, for no meeting.
    fn home_without_meeting(&self) -> Home;

    /// A user whose home is configured for this platform as Dyte, which is asked where the socket is.
    fn dyte_home(&self) -> Home;
}

impl FakeHome for Fake {
    fn home(&self) -> Home {
        self.home_without_meeting()
            .with("DYTE_STAGE_MEETING", MEETING)
    }

    fn home_without_meeting(&self) -> Home {
        home_at(&self.api_url(), &self.signalling_url())
    }

    fn dyte_home(&self) -> Home {
        Home::new()
            .with("DYTE_STAGE_PLATFORM", "dyte")
            .with("DYTE_STAGE_ORG_ID", ORG)
            .with("DYTE_STAGE_API_KEY", API_TOKEN)
            .with("DYTE_STAGE_MEETING", MEETING)
            .with(
                "DYTE_STAGE_API_URL",
                &format!("http://api.localhost:{}/v2", self.address().port()),
            )
    }
}
