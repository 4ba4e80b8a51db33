//! Connectivity checks (RFC 8445, section 7.3), answered without any state.

use std::net::SocketAddr;

use stun_types::attribute::{Username, XorMappedAddress};
use stun_types::message::{
    BINDING, IntegrityAlgorithm, Message, MessageClass, MessageIntegrityCredentials, MessageType,
    MessageWrite, MessageWriteExt, MessageWriteVec, ShortTermCredentials,
};

use super::Ice;

/// The largest first byte of a STUN message; DTLS and RTP come with larger ones (RFC 7983).
const LARGEST_FIRST: u8 = 3;

/// Answers those who know the password.
#[derive(Debug)]
pub(super) struct Responder {
    /// What a user name begins with: the fragment of it that is ours.
    prefix: String,
    credentials: MessageIntegrityCredentials,
}

impl Responder {
    pub(super) fn new(ice: &Ice) -> Self {
        Self {
            prefix: format!("{}:", ice.ufrag),
            credentials: ShortTermCredentials::new(ice.pwd.clone()).into(),
        }
    }

    /// The answer to a check. Anything else gets none, so that nobody can have us send to others.
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
        let mut answer = Message::builder_success(&request, MessageWriteVec::new());
        let mapped = XorMappedAddress::new(from, request.transaction_id());
        answer.add_attribute(&mapped).ok()?;
        let sha1 = IntegrityAlgorithm::Sha1;
        answer.add_message_integrity(&self.credentials, sha1).ok()?;
        answer.add_fingerprint().ok()?;
        Some(answer.finish())
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

    fn ice() -> Ice {
        Ice::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 20_000)))
    }

    fn with(password: &str) -> MessageIntegrityCredentials {
        ShortTermCredentials::new(password.to_owned()).into()
    }

    /// A check as a browser sends it.
    pub(in super::super) fn check(ice: &Ice, password: &str) -> Vec<u8> {
        let mut check = Message::builder_request(BINDING, MessageWriteVec::new());
        let username = Username::new(&format!("{}:browser", ice.ufrag)).unwrap();
        check.add_attribute(&username).unwrap();
        check.add_message_integrity(&with(password), SHA1).unwrap();
        check.add_fingerprint().unwrap();
        check.finish()
    }

    /// Whether an answer is one that a browser takes for its check, and shows it as being at an address.
    pub(in super::super) fn answers(
        ice: &Ice,
        check: &[u8],
        answer: &[u8],
        at: SocketAddr,
    ) -> bool {
        let check = Message::from_bytes(check).unwrap();
        let answer = Message::from_bytes(answer).unwrap();
        let mapped = answer.attribute::<XorMappedAddress>().unwrap();
        answer.has_class(MessageClass::Success)
            && answer.transaction_id() == check.transaction_id()
            && answer.has_attribute(Fingerprint::TYPE)
            && answer.validate_integrity(&with(&ice.pwd)).is_ok()
            && mapped.addr(check.transaction_id()) == at
    }

    #[test]
    fn a_check_is_answered_with_where_it_came_from() {
        let ice = ice();
        let check = check(&ice, &ice.pwd);
        let answer = Responder::new(&ice).respond(&check, FROM.into()).unwrap();
        assert!(answers(&ice, &check, &answer, FROM.into()));
    }

    #[test]
    fn nobody_else_gets_an_answer() {
        let ice = ice();
        let responder = Responder::new(&ice);
        let silent = |datagram: &[u8]| responder.respond(datagram, FROM.into()).is_none();
        assert!(silent(&check(&ice, "another password, as long")));
        assert!(silent(&check(&self::ice(), &ice.pwd)));
        let anonymous = Message::builder_request(BINDING, MessageWriteVec::new());
        assert!(silent(&anonymous.finish()));
        let check = check(&ice, &ice.pwd);
        // Two of us would never stop answering each other.
        assert!(silent(&responder.respond(&check, FROM.into()).unwrap()));
        for end in 0..check.len() {
            assert!(silent(&check[..end]));
        }
    }

    proptest! {
        #[test]
        fn no_datagram_is_too_odd(first in 0..=LARGEST_FIRST, rest in any::<Vec<u8>>()) {
            let datagram = [&[first], &rest[..]].concat();
            prop_assert!(Responder::new(&ice()).respond(&datagram, FROM.into()).is_none());
        }

        #[test]
        fn what_is_signed_cannot_be_changed(at in any::<prop::sample::Index>(), bit in 0..8) {
            let ice = ice();
            let mut check = check(&ice, &ice.pwd);
            // After the length, and before the fingerprint.
            let signed = &mut check[4..];
            let end = signed.len() - 8;
            signed[at.index(end)] ^= 1u8 << bit;
            prop_assert!(Responder::new(&ice).respond(&check, FROM.into()).is_none());
        }
    }
}
