//! What browsers take for a media server: an ICE-lite agent (RFC 8445) that answers their offers and
//! their connectivity checks, and lets everything else that they send go by.
//!
//! An SDK has joined a meeting once its transports are connected, and to a browser that is ICE alone
//! (docs/protocol.md, "Media"): there is no DTLS, and nobody is heard or seen.

mod sdp;
mod stun;

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;
use uuid::Uuid;

use stun::Responder;

/// Whichever port is free.
const ANY_PORT: u16 = 0;
/// More than any connectivity check is long, in bytes: it has to fit into one packet.
const LARGEST_CHECK: usize = 1500;

/// A port at which browsers find their connectivity checks answered, until it is dropped.
#[derive(Debug)]
pub(super) struct Media {
    ice: Ice,
    task: JoinHandle<()>,
}

/// The agent's side of ICE: what a browser has to know to reach it.
#[derive(Debug)]
pub struct Ice {
    ufrag: String,
    pwd: String,
    /// Of no certificate: nobody gets as far as to compare it.
    fingerprint: [u8; 32],
    address: SocketAddr,
}

impl Media {
    /// Listens on any port of an address that browsers can reach.
    ///
    /// # Errors
    ///
    /// When there is no such port.
    pub(super) async fn listen(ip: IpAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind((ip, ANY_PORT)).await?;
        let ice = Ice::new(socket.local_addr()?);
        let responder = Responder::new(&ice);
        Ok(Self {
            ice,
            task: tokio::spawn(serve(socket, responder)),
        })
    }

    /// What answers offers.
    pub(super) const fn ice(&self) -> &Ice {
        &self.ice
    }
}

impl Drop for Media {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Ice {
    fn new(address: SocketAddr) -> Self {
        let mut fingerprint = [0; 32];
        fingerprint[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        fingerprint[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Self {
            ufrag: Uuid::new_v4().simple().to_string(),
            pwd: Uuid::new_v4().simple().to_string(),
            fingerprint,
            address,
        }
    }
}

async fn serve(socket: UdpSocket, responder: Responder) {
    let mut buffer = [0; LARGEST_CHECK];
    loop {
        let (length, from) = match socket.recv_from(&mut buffer).await {
            Ok(datagram) => datagram,
            // What Windows says of a browser that is gone by the time it is answered.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => continue,
            Err(error) => {
                tracing::error!(%error, "the sandbox no longer answers connectivity checks");
                return;
            }
        };
        if let Some(answer) = responder.respond(&buffer[..length], from) {
            // An answer that is lost is asked for again.
            let _ = socket.send_to(&answer, from).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::stun::tests::{answers, check};
    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn checks_are_answered_whatever_else_comes() {
        let localhost = IpAddr::from(Ipv4Addr::LOCALHOST);
        let media = Media::listen(localhost).await.unwrap();
        let ice = media.ice();
        let browser = UdpSocket::bind((localhost, ANY_PORT)).await.unwrap();
        browser.connect(ice.address).await.unwrap();
        let hello = [22, 254, 253, 0, 0];
        let (wrong, good) = (check(ice, "wrong password"), check(ice, &ice.pwd));
        for datagram in [&hello[..], &[], &[0; 2 * LARGEST_CHECK], &wrong, &good] {
            browser.send(datagram).await.unwrap();
        }
        let mut answer = [0; LARGEST_CHECK];
        let length = timeout(SOON, browser.recv(&mut answer)).await.unwrap();
        let answer = &answer[..length.unwrap()];
        // The first that comes back is of the good one: those before it got none.
        assert!(answers(ice, &good, answer, browser.local_addr().unwrap()));
    }

    #[tokio::test]
    async fn nobody_answers_once_it_is_dropped() {
        let media = Media::listen(Ipv4Addr::LOCALHOST.into()).await.unwrap();
        let address = media.ice().address;
        drop(media);
        let freed = async {
            while UdpSocket::bind(address).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        timeout(SOON, freed).await.unwrap();
    }
}
