package framing

import "time"

// Write sends octets within the write timeout.
func (c *conn) Write(p []byte) (int, error) {
	if c.extend(&c.writeBy, c.listener.limits.WriteTimeout) {
		if err := c.Conn.SetWriteDeadline(c.listener.start.Add(c.writeBy)); err != nil {
			return 0, err
		}
	}
	if len(c.field) == 0 {
		return c.Conn.Write(p)
	}
	if _, err := c.Conn.Write(c.withField(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// SetWriteDeadline does nothing: every Write has its own time.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// Close ends the connection. Where the client may still be sending, the
// connection is first closed in one direction only and read for a while:
// otherwise the kernel would reset it, and the client might lose an answer it
// has not read yet (RFC 9112, 9.6).
func (c *conn) Close() error {
	// A Read that is waiting means that somebody else wants it to end now.
	if c.ended.Load() || c.deadline.isWaiting() {
		return c.shut()
	}
	return c.CloseWrite()
}

// CloseWrite says to the client that nothing more comes, and starts closing
// the connection.
func (c *conn) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return c.shut()
	}
	if c.closing.Swap(true) {
		return nil
	}
	err := half.CloseWrite()
	go c.linger()
	return err
}

// linger reads until the client closes its side, or takes too long.
func (c *conn) linger() {
	defer c.shut()
	if c.Conn.SetReadDeadline(time.Now().Add(c.listener.limits.Linger)) != nil {
		return
	}
	forget := make([]byte, 4<<10)
	for {
		if _, err := c.Conn.Read(forget); err != nil {
			return
		}
	}
}

// shut closes the connection at once.
func (c *conn) shut() error {
	c.listener.forget(c)
	return c.Conn.Close()
}
