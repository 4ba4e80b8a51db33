//! The UDP port at which browsers find their connectivity checks answered.

use std::io;
use std::net::IpAddr;

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

use super::ice::IceAgent;
use super::stun::StunResponder;

/// Lets the system choose a free port.
const ANY_PORT: u16 = 0;
/// The largest datagram that is read, in bytes: a connectivity check fits into one packet.
const LARGEST_CHECK: usize = 1500;

/// A UDP port that answers connectivity checks until the listener is dropped.
#[derive(Debug)]
pub(crate) struct MediaListener {
    agent: IceAgent,
    task: JoinHandle<()>,
}

impl MediaListener {
    /// Listens on a free port of an address that browsers can reach.
    ///
    /// # Errors
    ///
    /// When there is no such port.
    pub(crate) async fn listen(ip: IpAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind((ip, ANY_PORT)).await?;
        let agent = IceAgent::new(socket.local_addr()?);
        let responder = StunResponder::new(&agent);
        Ok(Self {
            agent,
            task: tokio::spawn(serve(socket, responder)),
        })
    }

    /// The agent, which answers offers.
    pub(crate) const fn agent(&self) -> &IceAgent {
        &self.agent
    }
}

impl Drop for MediaListener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(socket: UdpSocket, responder: StunResponder) {
    let mut buffer = [0; LARGEST_CHECK];
    loop {
        let (length, from) = match socket.recv_from(&mut buffer).await {
            Ok(datagram) => datagram,
            // Windows reports this for a browser that is gone by the time of the response.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => continue,
            Err(error) => {
                tracing::error!(%error, "the sandbox no longer answers connectivity checks");
                return;
            }
        };
        if let Some(response) = responder.respond(&buffer[..length], from) {
            // A browser repeats a check whose response is lost.
            let _ = socket.send_to(&response, from).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::super::stun::tests::{check, is_response};
    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn a_check_is_answered_after_other_datagrams() {
        let localhost = IpAddr::from(Ipv4Addr::LOCALHOST);
        let media = MediaListener::listen(localhost).await.unwrap();
        let agent = media.agent();
        let browser = UdpSocket::bind((localhost, ANY_PORT)).await.unwrap();
        browser.connect(agent.address).await.unwrap();
        let hello = [22, 254, 253, 0, 0];
        let (wrong, good) = (check(agent, "wrong password"), check(agent, &agent.pwd));
        for datagram in [&hello[..], &[], &[0; 2 * LARGEST_CHECK], &wrong, &good] {
            browser.send(datagram).await.unwrap();
        }
        let mut response = [0; LARGEST_CHECK];
        let length = timeout(SOON, browser.recv(&mut response)).await.unwrap();
        let response = &response[..length.unwrap()];
        // The first response is to the good check: the datagrams before it got none.
        let address = browser.local_addr().unwrap();
        assert!(is_response(agent, &good, response, address));
    }

    #[tokio::test]
    async fn the_port_is_free_once_the_listener_is_dropped() {
        let media = MediaListener::listen(Ipv4Addr::LOCALHOST.into())
            .await
            .unwrap();
        let address = media.agent().address;
        drop(media);
        let freed = async {
            while UdpSocket::bind(address).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        timeout(SOON, freed).await.unwrap();
    }
}
