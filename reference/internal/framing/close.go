package framing

import "time"

// Write sends bytes within the write time-out.
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

// SetWriteDeadline does nothing: each Write has its own time limit.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// Close closes the connection. If the client may still be sending, it closes only the
// direction to the client and reads for a while. Otherwise the kernel would reset the
// connection, and the client could lose a response that it has not read yet (RFC 9112,
// 9.6).
func (c *conn) Close() error {
	// A Read that is waiting means that net/http wants to end it now.
	if c.ended.Load() || c.deadline.isWaiting() {
		return c.shut()
	}
	return c.CloseWrite()
}

// CloseWrite closes the direction to the client, and reads until the client closes the
// other one.
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

// linger reads until the client closes its side or the time-out expires.
func (c *conn) linger() {
	defer c.shut()
	if c.Conn.SetReadDeadline(time.Now().Add(c.listener.limits.Linger)) != nil {
		return
	}
	discarded := make([]byte, 4<<10)
	for {
		if _, err := c.Conn.Read(discarded); err != nil {
			return
		}
	}
}

// shut closes both directions immediately.
func (c *conn) shut() error {
	c.listener.forget(c)
	return c.Conn.Close()
}
