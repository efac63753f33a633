"""What collecting is measured with: the collectors themselves, their manners, what they kept."""
