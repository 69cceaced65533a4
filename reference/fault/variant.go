package fault

func variants() []Variant {
	return []Variant{
		{Server{"closes-connections", "closes the connection after each answer, and says so", demo(), Declaration{}, []change{field(always, "Connection", "close")}}, "RFC 9112, 9.6"},
	}
}
