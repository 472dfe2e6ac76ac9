export const USAGE = `npm run load -- --url <origin> [flags]

Plays many people on a running chat, through the client that the page uses, and measures what they see.

  --url http://127.0.0.1:3000   the chat, as people reach it (needed)
  --scenario teams              teams: many small rooms; lobby: one room for all; storm: teams, and all clients
                                lose their connection at once in the middle; idle: connections that say nothing
  --clients 50                  connections
  --rooms N                     rooms, the clients spread over them (default: one for ten clients)
  --rate 20                     messages a second, of all clients together, whatever the server does
  --duration 30                 how long at the full rate: 60, 60s, 5m
  --ramp 5                      clients connect within this time, and the rate rises over as long
  --settle 10                   how long to wait for what is still on its way at the end
  --size 100                    bytes of a message
  --generators N                processes that play the clients (default: by clients and cores)

Accounts: a server limits how fast one address signs in (SIGN_INS_PER_MINUTE), what one user sends (MESSAGES_PER_10S)
and how many connections one user has (CONNECTIONS_PER_USER). What is limited waits, and the report says so.
  --accounts N                  guests, shared by the clients (default: one for each client)
  --accounts-file FILE          keep the guests signed in, in this file, and use them again the next time
  --source 127.0.0.0/24         addresses of this machine to connect from; may be given several times
  --forwarded                   send X-Forwarded-For with an address for each account, for a server that trusts
                                this machine (TRUST_PROXY)

Outcome: exit code 0 when all is within the thresholds, 1 when not, 2 when the test could not be run.
  --p99 200ms                   99 % of the deliveries within this time of the moment the message was due
  --lost 0                      messages that somebody did not get
  --max-errors 0                refused messages, lost connections and the like
  --metrics URL                 metrics of a node (http://127.0.0.1:4000/metrics); may be given several times
  --out load-reports            folder of the report (HTML and JSON)
  --yes                         needed for more than 500 clients or 500 messages a second, and for a server that is
                                neither on this machine nor in a private network
  --help
`
