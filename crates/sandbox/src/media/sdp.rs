//! Answers the SDP offer of a browser (JSEP, RFC 9429): the agent accepts every stream and sends none.

use sdp_types::{
    Attribute, AttributeError, Candidate, CandidateAddress, CandidateType, Connection, Direction,
    Fingerprint, Group, GroupSemantics, HashFunc, IceLite, IcePwd, IceUfrag, Media, Mid, Origin,
    ParserError, RtcpMux, Session, Setup,
};

use super::ice::IceAgent;

/// The attributes for codecs and RTP header extensions, which the answer repeats. Without the extensions a browser
/// that sends a camera in several sizes cannot make a second offer.
const FORMATS: [&str; 4] = ["rtpmap", "fmtp", "rtcp-fb", "extmap"];
/// The only component: RTCP shares it.
const RTP: u32 = 1;
/// The priority of a host candidate of a host with one address (RFC 8445, section 5.1.2.1).
const PRIORITY: u64 = 2_130_706_431;
/// The port of a section that is rejected.
const REJECTED: u16 = 0;
/// The port of SCTP inside DTLS. It is required, though no browser gets there.
const SCTP_PORT: &str = "5000";

/// Why an offer has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SdpError {
    /// It is not a session description.
    #[error("cannot read the offer: {0}")]
    Unreadable(#[from] ParserError),
    /// A required attribute cannot be read.
    #[error("cannot read the offer: {0}")]
    Attribute(#[from] AttributeError),
    /// It has no sections.
    #[error("the offer has no media")]
    NoMedia,
    /// A section has no name for the answer to refer to.
    #[error("a section of the offer has no mid")]
    NoMid,
}

impl IceAgent {
    /// The answer to an offer: all of its sections in their order, each at the agent's address.
    ///
    /// # Errors
    ///
    /// When the offer cannot be read, or offers nothing.
    pub(crate) fn answer(&self, offer: &str) -> Result<String, SdpError> {
        let offer = Session::parse(offer.as_bytes())?;
        if offer.medias.is_empty() {
            return Err(SdpError::NoMedia);
        }
        let mut answer = Session::new(Origin::with_ip_addr(1, 1, self.address.ip()), "-");
        let mut bundle = Group::new(GroupSemantics::new("BUNDLE"));
        for offered in &offer.medias {
            let mid = offered.get_first_attribute_typed::<Mid>();
            let mid = mid.ok_or(SdpError::NoMid)??;
            let mut section = rejected(offered);
            section.add_attribute(mid.clone());
            if offered.port != REJECTED || offered.has_attribute("bundle-only") {
                bundle.add_mid_tag(&mid);
                self.accept(offered, &mut section);
            }
            answer.add_media(section);
        }
        answer.add_attribute(IceLite);
        answer.add_attribute(bundle);
        Ok(answer.to_string())
    }

    fn accept(&self, offered: &Media, section: &mut Media) {
        section.port = self.address.port();
        section.add_connection(Connection::from_ip_addr(self.address.ip()));
        section.add_attribute(IceUfrag(self.ufrag.clone()));
        section.add_attribute(IcePwd(self.pwd.clone()));
        section.add_attribute(self.candidate());
        section.add_attribute(Fingerprint::with_fingerprint(
            HashFunc::Sha256,
            self.fingerprint,
        ));
        section.add_attribute(Setup::Passive);
        if offered.parse_transport_proto().is_sctp() {
            section.add_attribute_with_value("sctp-port", SCTP_PORT);
        } else {
            section.add_attribute(RtcpMux);
            section.add_attribute(direction(offered));
            let attributes = offered.attributes.iter();
            section.add_attributes(attributes.filter(|each| is_of_format(each)).cloned());
        }
    }

    fn candidate(&self) -> Candidate {
        let address = CandidateAddress::IpAddr(self.address.ip());
        let port = self.address.port();
        Candidate::new(1, RTP, "udp", PRIORITY, address, port, CandidateType::Host)
    }
}

/// A rejected section: the first line of the offered one, as an answer must have it, with another port.
fn rejected(offered: &Media) -> Media {
    Media {
        media: offered.media.clone(),
        port: REJECTED,
        num_ports: None,
        proto: offered.proto.clone(),
        fmt: offered.fmt.clone(),
        media_title: None,
        connections: Vec::new(),
        bandwidths: Vec::new(),
        key: None,
        attributes: Vec::new(),
    }
}

/// The direction of a section: the agent receives, and sends nothing.
fn direction(offered: &Media) -> Direction {
    if offered.has_attribute("recvonly") || offered.has_attribute("inactive") {
        Direction::Inactive
    } else {
        Direction::RecvOnly
    }
}

fn is_of_format(attribute: &Attribute) -> bool {
    FORMATS.contains(&attribute.attribute.as_str())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    const BROWSER: &str = include_str!("../../../protocol/tests/captures/offer.sdp");
    const SDK: &str = include_str!("../../../protocol/tests/captures/sent.jsonl");

    fn agent() -> IceAgent {
        IceAgent::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 20_000)))
    }

    fn answer(offer: &str) -> Session {
        Session::parse(agent().answer(offer).unwrap().as_bytes()).unwrap()
    }

    /// The outline of an answer: of each section the first line, the name and the direction.
    fn outline(answer: &Session) -> Vec<String> {
        let sections = answer.medias.iter().map(|section| {
            let mid = section.get_first_attribute_typed::<Mid>().unwrap().unwrap();
            let flow = ["recvonly", "inactive", "sctp-port"];
            let flow = flow.into_iter().filter(|name| section.has_attribute(name));
            let flow = flow.collect::<Vec<_>>().join(" ");
            format!("{} {} {mid} {flow}", section.media, section.port)
        });
        sections.collect()
    }

    #[test]
    fn a_browser_can_send_every_stream_and_receives_none() {
        let answer = answer(BROWSER);
        assert_eq!(
            outline(&answer),
            [
                "audio 20000 0 recvonly",
                "video 20000 1 recvonly",
                "audio 20000 2 inactive",
                "application 20000 3 sctp-port",
            ]
        );
        let bundle = answer.get_first_attribute_typed::<Group>().unwrap();
        assert_eq!(bundle.unwrap().mid_tags, ["0", "1", "2", "3"]);
        assert!(answer.has_attribute("ice-lite"));
        let offer = Session::parse(BROWSER.as_bytes()).unwrap();
        for (section, offered) in answer.medias.iter().zip(&offer.medias) {
            assert_eq!(
                (&section.proto, &section.fmt),
                (&offered.proto, &offered.fmt)
            );
            assert!(
                section
                    .get_attribute_values("rtpmap")
                    .eq(offered.get_attribute_values("rtpmap"))
            );
        }
    }

    #[test]
    fn an_sdk_gets_a_transport_without_media() {
        let offers = SDK.lines().filter_map(|line| {
            let frame: Value = serde_json::from_str(line).unwrap();
            let sdp = frame["payload"]["description"]["sdp"].as_str();
            Some(sdp?.to_owned())
        });
        let outlines: Vec<_> = offers.map(|offer| outline(&answer(&offer))).collect();
        assert!(!outlines.is_empty());
        for outline in outlines {
            assert_eq!(outline, ["application 20000 0 sctp-port"]);
        }
    }

    #[test]
    fn a_rejected_section_stays_rejected() {
        let rejected = BROWSER.replacen("m=audio 9 ", "m=audio 0 ", 1);
        let answered = answer(&rejected);
        assert_eq!(outline(&answered)[0], "audio 0 0 ");
        let bundle = answered.get_first_attribute_typed::<Group>().unwrap();
        assert_eq!(bundle.unwrap().mid_tags, ["1", "2", "3"]);
        let shared = rejected.replacen("a=mid:0", "a=mid:0\r\na=bundle-only", 1);
        assert_eq!(outline(&answer(&shared))[0], "audio 20000 0 recvonly");
    }

    #[test]
    fn an_offer_without_media_is_refused() {
        let agent = agent();
        let refused = |offer: &str| agent.answer(offer).unwrap_err();
        assert!(matches!(refused(""), SdpError::Unreadable(_)));
        assert!(matches!(refused("hello"), SdpError::Unreadable(_)));
        assert!(matches!(refused("v=0\r\n"), SdpError::NoMedia));
        let nameless = BROWSER.replace("a=mid", "a=dim");
        assert!(matches!(refused(&nameless), SdpError::NoMid));
        let misnamed = BROWSER.replace("a=mid:0", "a=mid:( )");
        assert!(matches!(refused(&misnamed), SdpError::Attribute(_)));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in any::<String>()) {
            let _ = agent().answer(&text);
        }

        #[test]
        fn an_answer_to_any_changed_offer_can_be_read(
            at in 0..BROWSER.len(),
            length in 0..200_usize,
            text in "[\\PC\r\n]{0,40}",
        ) {
            let end = BROWSER.len().min(at + length);
            let mut offer = BROWSER.to_owned();
            offer.replace_range(at..end, &text);
            if let Ok(answer) = agent().answer(&offer) {
                Session::parse(answer.as_bytes()).unwrap();
            }
        }
    }
}
