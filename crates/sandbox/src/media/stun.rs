//! Answers connectivity checks (RFC 8445, section 7.3), without any state.

use std::net::SocketAddr;

use stun_types::attribute::{Username, XorMappedAddress};
use stun_types::message::{
    BINDING, IntegrityAlgorithm, Message, MessageClass, MessageIntegrityCredentials, MessageType,
    MessageWrite, MessageWriteExt, MessageWriteVec, ShortTermCredentials,
};

use super::ice::IceAgent;

/// The largest first byte of a STUN message; DTLS and RTP have larger ones (RFC 7983).
const LARGEST_FIRST: u8 = 3;

/// Answers checks that are signed with the agent's password.
#[derive(Debug)]
pub(super) struct StunResponder {
    /// The prefix of a user name: the agent's fragment.
    prefix: String,
    credentials: MessageIntegrityCredentials,
}

impl StunResponder {
    pub(super) fn new(agent: &IceAgent) -> Self {
        Self {
            prefix: format!("{}:", agent.ufrag),
            credentials: ShortTermCredentials::new(agent.pwd.clone()).into(),
        }
    }

    /// The response to a check. Other datagrams get none, so that the port cannot be made to send to third parties.
    pub(super) fn respond(&self, datagram: &[u8], from: SocketAddr) -> Option<Vec<u8>> {
        if *datagram.first()? > LARGEST_FIRST {
            return None;
        }
        let request = Message::from_bytes(datagram).ok()?;
        let binding = MessageType::from_class_method(MessageClass::Request, BINDING);
        if request.get_type() != binding {
            return None;
        }
        let username = request.attribute::<Username>().ok()?;
        if !username.username().starts_with(&self.prefix) {
            return None;
        }
        request.validate_integrity(&self.credentials).ok()?;
        let mut response = Message::builder_success(&request, MessageWriteVec::new());
        let mapped = XorMappedAddress::new(from, request.transaction_id());
        response.add_attribute(&mapped).ok()?;
        let sha1 = IntegrityAlgorithm::Sha1;
        response
            .add_message_integrity(&self.credentials, sha1)
            .ok()?;
        response.add_fingerprint().ok()?;
        Some(response.finish())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;
    use stun_types::attribute::{AttributeStaticType as _, Fingerprint};

    use super::*;

    const FROM: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 40_000);
    const SHA1: IntegrityAlgorithm = IntegrityAlgorithm::Sha1;

    fn agent() -> IceAgent {
        IceAgent::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 20_000)))
    }

    fn with(password: &str) -> MessageIntegrityCredentials {
        ShortTermCredentials::new(password.to_owned()).into()
    }

    /// A check as a browser sends it.
    pub(in super::super) fn check(agent: &IceAgent, password: &str) -> Vec<u8> {
        let mut check = Message::builder_request(BINDING, MessageWriteVec::new());
        let username = Username::new(&format!("{}:browser", agent.ufrag)).unwrap();
        check.add_attribute(&username).unwrap();
        check.add_message_integrity(&with(password), SHA1).unwrap();
        check.add_fingerprint().unwrap();
        check.finish()
    }

    /// Whether a browser accepts a response to its check, and finds its own address in it.
    pub(in super::super) fn is_response(
        agent: &IceAgent,
        check: &[u8],
        response: &[u8],
        address: SocketAddr,
    ) -> bool {
        let check = Message::from_bytes(check).unwrap();
        let response = Message::from_bytes(response).unwrap();
        let mapped = response.attribute::<XorMappedAddress>().unwrap();
        response.has_class(MessageClass::Success)
            && response.transaction_id() == check.transaction_id()
            && response.has_attribute(Fingerprint::TYPE)
            && response.validate_integrity(&with(&agent.pwd)).is_ok()
            && mapped.addr(check.transaction_id()) == address
    }

    #[test]
    fn a_response_has_the_address_of_the_sender() {
        let agent = agent();
        let check = check(&agent, &agent.pwd);
        let response = StunResponder::new(&agent).respond(&check, FROM.into());
        assert!(is_response(&agent, &check, &response.unwrap(), FROM.into()));
    }

    #[test]
    fn a_wrong_or_cut_check_gets_no_response() {
        let agent = agent();
        let responder = StunResponder::new(&agent);
        let silent = |datagram: &[u8]| responder.respond(datagram, FROM.into()).is_none();
        assert!(silent(&check(&agent, "another password, as long")));
        assert!(silent(&check(&self::agent(), &agent.pwd)));
        let anonymous = Message::builder_request(BINDING, MessageWriteVec::new());
        assert!(silent(&anonymous.finish()));
        let check = check(&agent, &agent.pwd);
        // Two responders would never stop answering each other.
        assert!(silent(&responder.respond(&check, FROM.into()).unwrap()));
        for end in 0..check.len() {
            assert!(silent(&check[..end]));
        }
    }

    proptest! {
        #[test]
        fn an_unsigned_datagram_gets_no_response(first in 0..=LARGEST_FIRST, rest in any::<Vec<u8>>()) {
            let datagram = [&[first], &rest[..]].concat();
            prop_assert!(StunResponder::new(&agent()).respond(&datagram, FROM.into()).is_none());
        }

        #[test]
        fn a_changed_check_gets_no_response(at in any::<prop::sample::Index>(), bit in 0..8) {
            let agent = agent();
            let mut check = check(&agent, &agent.pwd);
            // After the length, and before the fingerprint.
            let signed = &mut check[4..];
            let end = signed.len() - 8;
            signed[at.index(end)] ^= 1u8 << bit;
            prop_assert!(StunResponder::new(&agent).respond(&check, FROM.into()).is_none());
        }
    }
}
