package check

import (
	"errors"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites/verdict"
)

// NeedsShow ends the check where the target does not show images. A removal reveals
// whether a tag is on an image, but not what.
func (e *Env) NeedsShow(what string) {
	if !e.Found.Shows {
		e.end(verdict.Unseen, false, "the target does not show images, and removals do not reveal "+what)
	}
}

// NeedsUser ends the check where the target has no such user, or requires no token.
func (e *Env) NeedsUser(role target.Role) {
	e.NeedsAuthentication()
	if e.Clients[role] == nil {
		e.Unsupported("no %s is configured: use --user %s=TOKEN", role, role)
	}
}

// NeedsAuthentication ends the check where the target requires no token.
func (e *Env) NeedsAuthentication() {
	switch {
	case e.Target.Capabilities.NoAuthentication:
		e.DeclaredAbsent("the target declares that it requires no token")
	case e.Target.Users[target.Owner] == nil:
		e.Unsupported("no token is configured: use --token, or --no-auth to declare that the target requires none")
	}
}

// NeedsAlphabet ends the check where the target declares an alphabet that one of the
// tags does not match.
func (e *Env) NeedsAlphabet(tags ...string) {
	alphabet := e.Target.Capabilities.Alphabet
	for _, tag := range tags {
		if alphabet != nil && !alphabet.MatchString(tag) {
			e.DeclaredAbsent("the tag %s does not match the alphabet that the target declares", Quoted([]string{tag}))
		}
	}
}

// NeedsRoom ends the check where the target declares a quota below n tags.
func (e *Env) NeedsRoom(n int) {
	if declared := e.Target.Capabilities.TagQuota; declared > 0 && declared < n {
		e.DeclaredAbsent("the target declares a quota of %d tags, and this check needs %d", declared, n)
	}
}

// NeedsQuota ends the check where the exchange was refused because of a quota that
// the target does not declare.
func (e *Env) NeedsQuota(x *imageapi.Exchange) {
	if x.Status() == http.StatusRequestEntityTooLarge && e.Target.Capabilities.TagQuota == 0 {
		e.Unsupported(undeclaredQuota)
	}
}

const undeclaredQuota = "the target has a small quota that is not declared: declare it with --tag-quota"

// UndeclaredQuota is the error of NeedsQuota for a check that handles it itself.
func UndeclaredQuota() error { return &UnjudgedError{verdict.Unsupported, undeclaredQuota} }

// NeedsFinalRefusal ends the check where the creation of an image failed for a
// reason that may pass. Only a final refusal shows what the target supports.
func (e *Env) NeedsFinalRefusal(err error) {
	if refused, ok := errors.AsType[*images.Refused](err); !ok || !refused.Final() {
		e.Blocked("set-up failed: %v", err)
	}
}

// NeedsCreation ends the check where the target does not create images, and the
// check needs what.
func (e *Env) NeedsCreation(what string) {
	if !e.Found.Creates {
		e.Unsupported("the check needs %s, and the target does not create images", what)
	}
}
