// Package pubsub sends each message to all subscribers, of which some are slow
// and some leave.
//
// A publisher that holds the lock while it sends waits for a subscriber that
// does not receive, because it waits for the lock to unsubscribe.
//
// WRONG: to send to a copy of the list, and let Unsubscribe close the channel: a
// publisher that has the copy sends on a closed channel.
//
// RIGHT: to copy the list under the lock and to select on the send and on the
// subscriber's leave; or not to wait for anybody and to drop what has no room.
//
// Class: mixed deadlock or panic.
//
// # Anchors
//
//   - etcd-io/etcd#6873, #7492: watchers
//   - ThreeDotsLabs/watermill#318
package pubsub
